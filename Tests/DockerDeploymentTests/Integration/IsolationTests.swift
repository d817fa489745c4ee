import DockerEngine
import Foundation
import PlatformModel
import TestSupport
import Testing

@testable import DockerDeployment

/// What an application can reach, tried from inside of it.
@Suite(.serialized) struct IsolationTests {
    @Test func applicationReachesNeitherTenantsNorHostNorMetadata() async throws {
        try await Platform.run { platform in
            let (mine, other) = (ProjectID(), ProjectID())
            let image = try await ApplicationImage.publish(["serve", "mine"], for: mine)
            let theirs = try await ApplicationImage.publish(["serve", "theirs"], for: other)
            let listener = try HostListener()
            try await platform.withEngine { engine in
                _ = try await events(of: engine.rollout(platform.specification(mine, 1, image: image, replicas: 2)))
                _ = try await events(of: engine.rollout(platform.specification(other, 1, image: theirs)))
                let neighbour = try #require(try await platform.replicas(of: other).first?.address)
                let gateway = try await platform.gateway(of: mine)
                func dial(_ place: String) async throws -> String {
                    try await platform.text("/dial?\(place)", of: mine)
                }
                // The way of asking works: a replica reaches the other replica of its own project.
                for replica in try await platform.replicas(of: mine) {
                    #expect(try await dial("\(try #require(replica.address)):80") == "open")
                }
                #expect(LoopbackPort.answers(listener.port))
                #expect(try await dial("\(neighbour):80") == "closed")
                #expect(try await dial("\(gateway):\(listener.port)") == "closed")
                #expect(try await dial("169.254.169.254:80") == "closed")
                for address in try await HostListener.addresses() {
                    #expect(try await dial("\(address):\(listener.port)") == "closed", "\(address)")
                }
            }
        }
    }

    /// The same listener is reached when the firewall is off, so that the test above proves the firewall.
    @Test func withoutFirewallTheHostIsReachable() async throws {
        try await Platform.run(configure: { $0.isFirewalled = false }) { platform in
            let project = ProjectID()
            let image = try await ApplicationImage.publish(["serve", "open"], for: project)
            let listener = try HostListener()
            try await platform.withEngine { engine in
                _ = try await events(of: engine.rollout(platform.specification(project, 1, image: image)))
                let gateway = try await platform.gateway(of: project)
                #expect(try await platform.text("/dial?\(gateway):\(listener.port)", of: project) == "open")
            }
        }
    }

    @Test func applicationHasNoCapabilities() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let image = try await ApplicationImage.publish(["serve", "bare"], for: project)
            try await platform.withEngine { engine in
                _ = try await events(of: engine.rollout(platform.specification(project, 1, image: image)))
                let lines = try await platform.text("/process", of: project).split(separator: "\n")
                for name in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
                    #expect(lines.contains("\(name):\t0000000000000000"), "\(lines)")
                }
                #expect(lines.contains("NoNewPrivs:\t1"))
            }
        }
    }

    @Test func removalTakesContainersNetworkImagesAndFirewall() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let image = try await ApplicationImage.publish(["serve", "gone"], for: project)
            try await platform.withEngine { engine in
                _ = try await events(of: engine.rollout(platform.specification(project, 1, image: image)))
                try await engine.remove(project)
                #expect(try await platform.replicas(of: project).isEmpty)
                #expect(try await platform.docker.listNetworks(.label(Labels.project, "\(project)")).isEmpty)
                #expect(try await !platform.docker.hasImage(image))
                try await eventually { try await platform.get(of: project).status == 404 }
                let saved = try await Tool.run(.init(executable: "/usr/sbin/iptables-save"))
                let rules = FirewallRules(platform: platform.configuration.platform, blockedDestinations: [])
                #expect(!saved.output.contains(rules.inputChain))
                #expect(!saved.output.contains(rules.forwardChain))
                // Again is no error.
                try await engine.remove(project)
                await #expect(throws: PlatformError.self) { try await engine.stop(project) }
            }
        }
    }
}
