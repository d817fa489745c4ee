import DockerEngine
import PlatformModel

/// The network of one project's builds: apart from every other container, and the mark by which this build's containers
/// are told from others'.
struct BuildNetwork: Sendable {
    let engine: DockerEngine
    let configuration: PackBuilderConfiguration
    let project: ProjectID

    var name: String { BuildLabels.network(project) }

    /// Docker's default pools give some 30 networks only, hence a small part of a range of our own.
    static let attempts = 64

    /// Makes the network unless it is there.
    ///
    /// - Throws: ``BuildFailure`` of kind `unavailable` when the range is used up or a foreign network has the name.
    func ensure() async throws {
        if try await exists() { return }
        guard let range = SubnetRange(configuration.subnets) else {
            throw unavailable("\"\(configuration.subnets)\" is no range of subnets such as 10.214.0.0/16")
        }
        let start = range.start(for: name)
        for attempt in 0..<min(Self.attempts, range.count) {
            var specification = NetworkSpecification(
                name: name, subnet: range.part(start + attempt),
                labels: [
                    BuildLabels.platform: configuration.platform, BuildLabels.project: project.description,
                    BuildLabels.role: BuildLabels.buildRole,
                ])
            specification.options = ["com.docker.network.bridge.enable_icc": "false"]
            do {
                _ = try await engine.createNetwork(specification)
                return
            } catch let error as DockerError where error.isPoolOverlap {
                continue
            } catch let error as DockerError where error.code == .conflict {
                if try await exists() { return }
                throw error
            }
        }
        throw unavailable("no free subnet in \(configuration.subnets) for the build's network")
    }

    private func exists() async throws -> Bool {
        do {
            let network = try await engine.inspectNetwork(name)
            guard network.labels?[BuildLabels.platform] == configuration.platform else {
                throw unavailable(
                    "network \(name) exists and is not this platform's; remove it with: docker network rm \(name)")
            }
            return true
        } catch let error as DockerError where error.code == .notFound {
            return false
        }
    }

    private func unavailable(_ reason: String) -> BuildFailure {
        BuildFailure(.unavailable, stage: .build, message: "Build failed: \(reason)")
    }
}
