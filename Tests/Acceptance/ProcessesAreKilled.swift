import Foundation
import TestSupport
import Testing

/// kill -9 of each process of `paastechd up` at each named stage of a deployment. The platform has a machine of its own,
/// where it starts its own dockerd, because none answers there.
@Suite(.serialized, .ownMachine) struct ProcessesAreKilled {
    enum Victim: String, CaseIterable {
        case hook, postgresql, registry, dockerd
        /// The gatekeeper, Pomegranate and the Git controller at once.
        case paastechd
    }

    @Test(arguments: Victim.allCases, Stage.allCases)
    func nothingAcceptedIsLost(_ victim: Victim, at stage: Stage) async throws {
        let site = try #require(DeployedSite.current)
        let isReachable = victim != .paastechd
        let (status, deployment) = try await site.push(dyingAt: stage, isReachable: isReachable) {
            switch victim {
            case .hook: try await killHook(of: site)
            case .postgresql, .registry, .dockerd: try await killChild(victim.rawValue, of: site)
            case .paastechd: try await killPlatform(of: site)
            }
        }
        if victim == .postgresql {
            #expect(status == .exited(0))
            #expect(deployment.status == "live")
        }
    }

    private func killHook(of site: DeployedSite) async throws {
        let hooks = try await hookProcesses(of: site.alice.platform)
        #expect(!hooks.isEmpty)
        for hook in hooks { kill(hook, SIGKILL) }
    }

    /// `paastechd` starts it again.
    private func killChild(_ name: String, of site: DeployedSite) async throws {
        let victim = try site.child(name)
        kill(victim, SIGKILL)
        try await eventually("\(name) runs again") { try site.child(name) != victim }
    }

    private func killPlatform(of site: DeployedSite) async throws {
        let platform = try #require(site.alice.platform as? RunningPlatform)
        try await platform.crash()
        try await site.move(to: platform.restarted())
    }
}

/// Gives a suite a platform on a machine of its own with one deployed site.
struct OwnMachineTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let machine = try await PrivateMachine.make()
        do {
            // What died is looked for often, so that the stories are short.
            let platform = try await RunningPlatform.start(on: machine, environment: ["PAASTECH_SWEEP_INTERVAL": "2"])
            try await machine.loadImages(["paastech/run:bookworm", "paastech/builder:bookworm"])
            let alice = try await Developer(on: platform, fixture: "static-site")
            let push = try await alice.push("main")
            try #require(push.status == .exited(0), "\(push.errors)")
            let site = DeployedSite(alice)
            let result: Result<Void, any Error>
            do {
                result = .success(try await DeployedSite.$current.withValue(site) { try await function() })
            } catch {
                result = .failure(error)
            }
            // Before the stop, which ends their dockerd and leaves them running on purpose.
            try await removeContainers(of: platform)
            let last = try #require(site.alice.platform as? RunningPlatform)
            try await last.stop()
            if case .success = result { last.removeFiles() }
            try result.get()
        } catch {
            try await machine.remove()
            throw error
        }
        try await machine.remove()
    }
}

extension Trait where Self == OwnMachineTrait {
    static var ownMachine: Self { Self() }
}
