import Foundation
import TestSupport
import Testing

/// kill -9 of one of our services alone, each in a process of its own, at each named stage of a deployment.
@Suite(.serialized, .separateServices) struct ServicesAreKilled {
    @Test(arguments: Stage.allCases)
    func aKilledGatekeeperLeavesTheDeploymentToItsHook(at stage: Stage) async throws {
        let site = try #require(DeployedSite.current)
        let services = try #require(site.alice.platform as? SeparateServices)
        let (status, deployment) = try await site.push(dyingAt: stage, isReachable: true) {
            try await services.crash(.gatekeeper)
            try await services.start(.gatekeeper)
        }
        #expect(!status.isSuccess)
        #expect(deployment.status == "live")
    }

    @Test(arguments: Stage.allCases)
    func aKilledPomegranateIsWaitedFor(at stage: Stage) async throws {
        let site = try #require(DeployedSite.current)
        let services = try #require(site.alice.platform as? SeparateServices)
        let (status, deployment) = try await site.push(dyingAt: stage, isReachable: true) {
            try await services.crash(.pomegranate)
            try await services.start(.pomegranate)
        }
        #expect(status == .exited(0))
        #expect(deployment.status == "live")
    }
}

/// Gives a suite the services in processes of their own with one deployed site.
struct SeparateServicesTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let services = try await SeparateServices.start(environment: ["PAASTECH_SWEEP_INTERVAL": "2"])
        let result: Result<Void, any Error>
        do {
            let alice = try await Developer(on: services, fixture: "static-site")
            let push = try await alice.push("main")
            try #require(push.status == .exited(0), "\(push.errors)")
            result = .success(
                try await DeployedSite.$current.withValue(DeployedSite(alice)) { try await function() })
        } catch {
            result = .failure(error)
        }
        try await services.stop()
        try await removeContainers(of: services)
        if case .success = result { services.removeFiles() }
        try result.get()
    }
}

extension Trait where Self == SeparateServicesTrait {
    static var separateServices: Self { Self() }
}
