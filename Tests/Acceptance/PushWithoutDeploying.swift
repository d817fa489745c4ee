import Foundation
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
        try await eventually("the deployment is live") { try await alice.deployments().first?.status == "live" }
        #expect(try await alice.browse().status == 200)
    }
}

/// Waits for a condition; records an issue when the time is over.
func eventually(_ what: String, within limit: Duration = .seconds(120), _ condition: () async throws -> Bool)
    async throws
{
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while try await !condition() {
        guard clock.now < deadline else {
            Issue.record("not within \(limit): \(what)")
            return
        }
        try await clock.sleep(for: .milliseconds(100))
    }
}
