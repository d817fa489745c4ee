import DockerEngine
import Logging
import PlatformModel

/// Builds images with Cloud Native Buildpacks: by the `pack` program where there is one, else by the platform's own.
public struct PackImageBuilder: ImageBuilder {
    let configuration: PackBuilderConfiguration
    let engine: DockerEngine
    let logger: Logger

    public init(_ configuration: PackBuilderConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        engine = DockerEngine(socketPath: configuration.dockerSocket)
    }

    public func build(
        _ request: BuildRequest, source: @Sendable () async throws(BuildFailure) -> Void,
        report: @Sendable (BuildEvent) async -> Void
    ) async throws(BuildFailure) -> BuiltImage {
        do {
            return try await PackBuild(request, builder: self).run(source, report)
        } catch let failure as BuildFailure {
            throw failure
        } catch let error as DockerError {
            let kind: BuildFailure.Kind = error.code == .unreachable ? .unavailable : .failed
            throw BuildFailure(kind, stage: .build, message: "Build failed: \(error.message)")
        } catch is CancellationError {
            throw BuildFailure(.canceled, stage: .build, message: "Build canceled")
        } catch {
            throw BuildFailure(.failed, stage: .build, message: "Build failed: \(error)")
        }
    }

    public func sweep(except running: Set<ProjectID>) async throws(PlatformError) {
        do {
            try await sweepNetworks(except: running)
        } catch let error as DockerError {
            let code: PlatformError.Code = error.code == .unreachable ? .unavailable : .internalError
            throw PlatformError(code, error.message, cause: error)
        } catch {
            throw PlatformError(.canceled, "the sweep of dead builds was interrupted", cause: error)
        }
    }

    /// Build networks tell whose builds there were; what is left of them hangs on these networks.
    private func sweepNetworks(except running: Set<ProjectID>) async throws {
        let own = DockerFilters.label(BuildLabels.platform, configuration.platform)
            .and(label: BuildLabels.role, BuildLabels.buildRole)
        for network in try await engine.listNetworks(own) {
            guard let project = network.labels?[BuildLabels.project].flatMap({ ProjectID($0) }),
                !running.contains(project)
            else { continue }
            try await BuildSweep(engine: engine).sweep(network.name)
            do {
                try await engine.removeNetwork(network.id)
            } catch let error as DockerError where error.code == .notFound || error.code == .forbidden {
                // Gone, or somebody else's container is on it.
            }
        }
    }
}
