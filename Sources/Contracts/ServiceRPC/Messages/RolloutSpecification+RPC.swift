import PlatformModel
import ServiceProtos

extension RolloutSpecification {
    /// - Throws: ``PlatformError`` with code `invalid` that names the field.
    init(_ request: Pomegranate_RolloutRequest) throws(PlatformError) {
        try PinnedImage.validate(request.image)
        guard !request.hosts.isEmpty else { throw PlatformError(.invalid, "a rollout needs at least one host name") }
        guard request.number >= 1 else { throw PlatformError(.invalid, "the deployment's number has to be 1 or more") }
        guard request.replicas >= 1 else { throw PlatformError(.invalid, "a rollout needs at least one replica") }
        guard request.deadlineMs >= 1 else { throw PlatformError(.invalid, "a rollout needs a deadline") }
        self.init(
            project: try ProjectID(rpc: request.projectID, field: "project_id"),
            deployment: try DeploymentID(rpc: request.deploymentID, field: "deployment_id"),
            number: Int(request.number), image: request.image, environment: request.envVars, hosts: request.hosts,
            replicas: Int(request.replicas), deadline: .milliseconds(Int64(request.deadlineMs)))
    }

    var message: Pomegranate_RolloutRequest {
        var message = Pomegranate_RolloutRequest()
        message.projectID = "\(project)"
        message.deploymentID = "\(deployment)"
        message.number = UInt32(clamping: number)
        message.image = image
        message.envVars = environment
        message.hosts = hosts
        message.replicas = UInt32(clamping: replicas)
        message.deadlineMs = UInt32(clamping: deadline.microseconds / 1000)
        return message
    }
}

extension Duration {
    /// Whole microseconds.
    var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
