import DockerEngine
import Foundation
import PlatformModel
import TestSupport
import Testing

@testable import DockerDeployment

/// What a new engine makes of what a dead one left.
@Suite(.serialized) struct RecoveryTests {
    @Test func rolloutThatDiedBeforeTheSwitchIsUndone() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let good = try await ApplicationImage.publish(["serve", "good"], for: project)
            let silent = try await ApplicationImage.publish(["silent"], for: project)
            let first = platform.specification(project, 1, image: good)
            let second = platform.specification(project, 2, image: silent, deadline: .seconds(600))
            try await platform.withEngine { engine in
                _ = try await events(of: engine.rollout(first))
                let rollout = engine.rollout(second)
                try await eventually {
                    try await platform.replicas(of: project).contains { $0.number == 2 && $0.isRunning }
                }
                #expect(try await engine.serving(project).rollingOut == second.deployment)
                _ = rollout
            }
            #expect(try await platform.replicas(of: project).count == 2, "the dead engine left its container")
            try await platform.withEngine { engine in
                try await eventually { try await platform.replicas(of: project).map(\.number) == [1] }
                #expect(
                    try await engine.serving(project) == ServingState(live: first.deployment, rollingOut: nil))
            }
            #expect(try await platform.text(of: project) == "good")
        }
    }

    @Test func rolloutThatDiedAfterTheSwitchIsFinished() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let one = try await ApplicationImage.publish(["serve", "one"], for: project)
            let two = try await ApplicationImage.publish(["serve", "two"], for: project)
            let second = platform.specification(project, 2, image: two)
            var slow = platform.configuration
            slow.drain = .seconds(600)
            try await platform.withEngine { engine in
                _ = try await events(of: engine.rollout(platform.specification(project, 1, image: one)))
            }
            let old = try #require(try await platform.replicas(of: project).first?.address)
            // Somebody is still connected, so that the drain does not end.
            let visitor = try RawTCPClient(address: old, port: 80)
            defer { visitor.socket.close() }
            try await platform.withEngine(slow) { engine in
                for try await event in engine.rollout(second) {
                    if case .switched = event { break }
                }
            }
            #expect(try await platform.replicas(of: project).count == 2, "the dead engine was still draining")
            try await platform.withEngine { engine in
                let seen = try await events(of: engine.rollout(second))
                #expect(seen == [.live])
                #expect(try await platform.replicas(of: project).map(\.number) == [2])
            }
            #expect(try await platform.text(of: project) == "two")
        }
    }

    @Test func lostRoutingFilesAreRebuiltFromContainers() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let image = try await ApplicationImage.publish(["serve", "kept"], for: project)
            try await platform.withEngine { engine in
                _ = try await events(of: engine.rollout(platform.specification(project, 1, image: image)))
            }
            try FileManager.default.removeItem(atPath: "\(platform.traefik.routes)/\(project).yml")
            try await eventually { try await platform.get(of: project).status == 404 }
            try await platform.withEngine { _ in
                try await eventually { try await platform.get(of: project).status == 200 }
            }
            #expect(try await platform.text(of: project) == "kept")
        }
    }

    @Test func routesFollowContainersToNewAddresses() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let image = try await ApplicationImage.publish(["serve", "moved"], for: project)
            try await platform.withEngine { engine in
                _ = try await events(of: engine.rollout(platform.specification(project, 1, image: image)))
                let before = try #require(try await platform.replicas(of: project).first)
                // Another container takes the address while this one is stopped, as after a restart of dockerd.
                try await platform.docker.stopContainer(before.id, timeout: .seconds(1))
                var thief = ContainerSpecification(image: image)
                thief.host.networkMode = ProjectNetwork.name(of: project)
                let other = try await platform.docker.createContainer(thief)
                try await platform.docker.startContainer(other)
                try await platform.docker.startContainer(before.id)
                let after = try #require(try await platform.replicas(of: project).first)
                #expect(after.address != before.address)
                try await eventually("traffic reaches the new address") {
                    let servers = try await engine.host.traefik.servers(of: project)
                    return servers == Set([after.server].compactMap { $0 })
                }
                #expect(try await platform.text(of: project) == "moved")
                try await platform.docker.removeContainer(other, force: true)
            }
        }
    }

    @Test func stoppedContainersOfWhatServesAreStartedAgain() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let image = try await ApplicationImage.publish(["serve", "back"], for: project)
            try await platform.withEngine { engine in
                _ = try await events(of: engine.rollout(platform.specification(project, 1, image: image)))
            }
            let replica = try #require(try await platform.replicas(of: project).first)
            // What a dockerd without live-restore leaves when it is killed.
            try await platform.docker.stopContainer(replica.id, timeout: .seconds(1))
            try await platform.withEngine { _ in
                try await eventually { (try? await platform.text(of: project)) == "back" }
            }
        }
    }
}
