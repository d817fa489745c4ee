import Foundation
import TestSupport
import Testing

extension Stories {
    @Test func otherBranchAndTagAreStoredOnly() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        let branch = try await alice.push("main:feature")
        #expect(branch.status == .exited(0))
        #expect(
            branch.errors.contains(#"branch "feature" stored, not deployed (deploy branch: main)"#), "\(branch.errors)")
        try await alice.git("tag", "v1")
        #expect(try await alice.push("v1").status == .exited(0))
        #expect(try await alice.deployments().isEmpty)
    }

    @Test func noDeployStoresTheCommit() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        let push = try await alice.push("-o", "no-deploy", "main")
        #expect(push.status == .exited(0), "\(push.errors)")
        #expect(try await alice.deployments().map(\.status) == ["stored"])
        #expect(try await alice.branch() == alice.git("rev-parse", "HEAD"))
    }

    @Test func detachedPushReturnsAtOnceAndGoesLive() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        let push = try await alice.push("-o", "detach", "main")
        #expect(push.status == .exited(0), "\(push.errors)")
        try await eventually("the deployment is live", within: .seconds(120)) {
            try await alice.deployments().first?.status == "live"
        }
        #expect(try await alice.browse().status == 200)
    }
}
