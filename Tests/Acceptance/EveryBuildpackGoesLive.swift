import Foundation
import Testing

extension Stories {
    @Test(arguments: [
        ("static-public", "/", "A site in public/"), ("procfile-app", "/", "hello from a Procfile"),
        ("python-app", "/bob", "Hello bob, with love from a wheel"),
        ("node-app", "/bob", "Hello bob, with love from a tarball"),
        ("custom-buildpack", "/", "made by a buildpack of its own"),
    ])
    func everyBuildpackGoesLive(fixture: String, path: String, expected: String) async throws {
        let alice = try await Developer(on: platform(), fixture: fixture)
        let push = try await alice.push("main")
        #expect(push.status == .exited(0), "\(push.errors)")
        let page = try await alice.browse(path)
        #expect(page.status == 200)
        #expect(page.body.contains(expected), "\(page.body)")
    }
}
