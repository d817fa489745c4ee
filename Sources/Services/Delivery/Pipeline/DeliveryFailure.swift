import PlatformModel

/// Why a deployment does not become live, and as what it ends.
struct DeliveryFailure: Error, Hashable, Sendable {
    /// One of `failed`, `canceled`, `superseded`, `abandoned`.
    let status: DeploymentStatus
    let stage: DeploymentStage
    /// A whole line in the user's terms, kept as the deployment's reason: `Build failed: …`.
    let message: String
    /// Lines shown under it, for instance the application's last words.
    let details: [String]

    init(_ status: DeploymentStatus = .failed, stage: DeploymentStage, message: String, details: [String] = []) {
        self.status = status
        self.stage = stage
        self.message = message
        self.details = details
    }

    static func canceled(_ reason: String, stage: DeploymentStage) -> DeliveryFailure {
        DeliveryFailure(.canceled, stage: stage, message: "Canceled: \(reason)")
    }

    static func superseded(by newer: Deployment) -> DeliveryFailure {
        DeliveryFailure(.superseded, stage: .record, message: "superseded by \(newer.commit.abbreviated)")
    }

    init(_ failure: BuildFailure) {
        self.init(
            failure.kind == .canceled ? .canceled : .failed, stage: failure.stage, message: failure.message)
    }

    init(_ failure: RolloutFailure) {
        let tail = failure.logTail
        self.init(
            stage: .rollout,
            message: "Rollout failed: \(failure.reason)"
                + (tail.isEmpty ? "" : "; the last lines of the application:"),
            details: tail)
    }
}
