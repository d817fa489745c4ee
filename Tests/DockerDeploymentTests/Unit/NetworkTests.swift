import PlatformModel
import Testing

@testable import DockerDeployment

@Suite struct NetworkTests {
    @Test func subnetsFillTheRangeWithoutOverlap() throws {
        let range = try SubnetRange(parsing: "10.9.8.7/24")
        #expect(range.description == "10.9.8.0/24")
        let subnets = Array(range.candidates(for: ProjectID()))
        #expect(subnets.count == 16)
        #expect(Set(subnets).count == 16)
        #expect(subnets.contains("10.9.8.240/28"))
        #expect(subnets.allSatisfy { $0.hasPrefix("10.9.8.") && $0.hasSuffix("/28") })
    }

    @Test(arguments: ["10.0.0.0", "10.0.0.0/29", "10.0.0/16", "256.0.0.0/16", "10.0.0.0/x", "", "/"])
    func otherRangesAreRefused(text: String) {
        #expect(throws: PlatformError.self) { try SubnetRange(parsing: text) }
    }

    @Test func bridgeNamesFitTheKernel() {
        let bridge = ProjectNetwork.bridge(of: ProjectID(), platform: "some platform")
        #expect(bridge.utf8.count <= 15)
        #expect(bridge.hasPrefix(ProjectNetwork.bridgePrefix(platform: "some platform")))
    }

    @Test func platformsHaveChainsOfTheirOwn() {
        let one = FirewallRules(platform: "one", blockedDestinations: ["169.254.0.0/16"])
        let two = FirewallRules(platform: "two", blockedDestinations: ["169.254.0.0/16"])
        #expect(one.inputChain != two.inputChain)
        #expect(one.forwardChain.utf8.count <= 28)
        #expect(
            one.chains.split(separator: "\n").map(String.init) == [
                "*filter",
                ":\(one.forwardChain) - [0:0]",
                ":\(one.inputChain) - [0:0]",
                "-A \(one.forwardChain) -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN",
                "-A \(one.forwardChain) -d 169.254.0.0/16 -j REJECT --reject-with icmp-admin-prohibited",
                "-A \(one.forwardChain) -j RETURN",
                "-A \(one.inputChain) -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN",
                "-A \(one.inputChain) -j REJECT --reject-with icmp-admin-prohibited",
                "COMMIT",
            ])
    }

    @Test func imagesAreKnownByTheirProject() {
        let project = ProjectID()
        #expect(DockerDeployment.project(ofImage: "127.0.0.1:5000/\(project):latest") == project)
        #expect(DockerDeployment.project(ofImage: "127.0.0.1:5000/\(project)@sha256:00") == project)
        #expect(DockerDeployment.project(ofImage: "debian:bookworm") == nil)
        #expect(DockerDeployment.project(ofImage: "\(project)") == nil)
    }
}
