import DockerEngine
import OCIRegistry

extension ImageConfiguration {
    /// The configuration of an image as the daemon tells it.
    init(_ inspection: ImageInspection) {
        let layers = (inspection.rootFS?.layers ?? []).compactMap { ContentDigest($0) }
        self.init(
            architecture: inspection.architecture ?? "amd64", os: inspection.operatingSystem ?? "linux",
            rootfs: .init(diffIDs: layers))
        created = inspection.created
        var execution = Execution()
        execution.user = inspection.config?.user
        execution.environment = inspection.config?.environment
        execution.entrypoint = inspection.config?.entrypoint
        execution.command = inspection.config?.command
        execution.workingDirectory = inspection.config?.workingDirectory
        execution.labels = inspection.config?.labels
        execution.exposedPorts = inspection.config?.exposedPorts?.mapValues { _ in [:] }
        execution.volumes = inspection.config?.volumes?.mapValues { _ in [:] }
        execution.stopSignal = inspection.config?.stopSignal
        config = execution
    }
}
