import DockerEngine
import FoundationEssentials
import PlatformModel
import TestSupport
import Testing

@testable import DockerDeployment

/// Routing by the containers' own labels, with a real Traefik on the Docker provider that an operator runs.
@Suite(.serialized) struct LabelRoutingTests {
    @Test func applicationIsRoutedByItsLabels() async throws {
        try await Platform.run(routing: .labels) { platform in
            let project = ProjectID()
            let one = try await ApplicationImage.publish(["serve", "one"], for: project)
            let two = try await ApplicationImage.publish(["serve", "two"], for: project)
            try await platform.withEngine { engine in
                let first = platform.specification(project, 1, image: one)
                #expect(try await events(of: engine.rollout(first)).last == .live)
                #expect(try await platform.text(of: project) == "one")
                let labels = try await platform.labels(of: project)
                #expect(labels["traefik.enable"] == "true")
                #expect(labels["traefik.http.services.\(project).loadbalancer.server.port"] == "80")

                let second = platform.specification(project, 2, image: two, replicas: 2)
                #expect(try await events(of: engine.rollout(second)).last == .live)
                #expect(try await platform.replicas(of: project).map(\.number) == [2, 2])
                try await eventually("the old version is routed no more") {
                    try await platform.servers(of: project).count == 2
                }
                for _ in 0..<10 { #expect(try await platform.text(of: project) == "two") }
                #expect(try await engine.serving(project).live == second.deployment)
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: platform.traefik.routes)
            #expect(files == [], "labels alone say where to route")
        }
    }

    @Test func versionThatNeverAnswersLeavesTheOldOneRouted() async throws {
        try await Platform.run(routing: .labels) { platform in
            let project = ProjectID()
            let good = try await ApplicationImage.publish(["serve", "good"], for: project)
            let ends = try await ApplicationImage.publish(["exit", "7", "3"], for: project)
            try await platform.withEngine { engine in
                let first = platform.specification(project, 1, image: good)
                #expect(try await events(of: engine.rollout(first)).last == .live)
                let seen = try await events(of: engine.rollout(platform.specification(project, 2, image: ends)))
                guard case .failed = seen.last else {
                    Issue.record("a version that exits went live: \(seen)")
                    return
                }
                #expect(try await platform.replicas(of: project).map(\.deployment) == [first.deployment])
                try await eventually("only the old version is routed") {
                    try await platform.servers(of: project).count == 1
                }
                #expect(try await platform.text(of: project) == "good")
                try await engine.stop(project)
                try await eventually("nothing is routed") { try await platform.get(of: project).status == 404 }
            }
        }
    }
}

extension Platform {
    /// What the operator's Traefik sends the project's requests to.
    fileprivate func servers(of project: ProjectID) async throws -> Set<String> {
        let host = DeploymentHost(configuration)
        return try await host.traefik.servers(of: project) ?? []
    }

    fileprivate func labels(of project: ProjectID) async throws -> [String: String] {
        let replica = try #require(try await replicas(of: project).first)
        return try await docker.inspectContainer(replica.id).config?.labels ?? [:]
    }
}
