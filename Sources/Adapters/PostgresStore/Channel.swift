import PlatformModel
import PostgresClient

/// The channels on which the schema's triggers speak.
enum Channel {
    /// Payload: project id, a space, deployment id.
    static let deployments = "paastech_deployments"
    /// Payload: deployment id.
    static let logs = "paastech_logs"

    static let all = [deployments, logs]

    static func isAbout(_ project: ProjectID, _ notification: PostgresNotification) -> Bool {
        notification.channel == deployments && notification.payload.hasPrefix(project.description)
    }

    /// A change of status, a request to cancel, or new lines.
    static func isAbout(_ deployment: DeploymentID, _ notification: PostgresNotification) -> Bool {
        notification.payload.hasSuffix(deployment.description)
    }
}
