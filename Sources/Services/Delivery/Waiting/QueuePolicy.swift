import FoundationEssentials
import PlatformModel

/// Decides whether a deployment waits, starts or gives way. Locks say what is free; the database says in which order.
struct QueuePolicy: Hashable, Sendable {
    /// How long a free slot is left to those who came before. They look far more often, so one that does not take it in
    /// this time is dead and will be swept.
    static let courtesy = Duration.seconds(2)

    /// The deployment that makes this one pointless, given the project's newest that waits or runs.
    ///
    /// One that is only `received` may still be refused by git, so it overtakes nobody.
    static func overtaker(of number: Int, newest: Deployment?) -> Deployment? {
        guard let newest, newest.number > number, newest.status != .received, newest.status.isUnfinished else {
            return nil
        }
        return newest
    }

    /// Whether to take a slot now.
    /// - Parameters:
    ///   - ahead: deployments that wait for a slot and came before this one.
    ///   - freeFor: how long this deployment has seen a free slot without taking it.
    static func takesSlot(free: Int, ahead: Int, freeFor: Duration) -> Bool {
        free > 0 && (ahead < free || freeFor >= courtesy)
    }

    /// What to say about the deployment that holds the project, or `nil` when none does: then the lock is held for an
    /// instant only, by a sweep or by one that is just ending.
    static func reason(
        waitingFor deployments: [Deployment], besides id: DeploymentID, at secondsSince1970: Double
    ) -> WaitingReason? {
        let working: [DeploymentStatus: String] = [
            .building: "building", .publishing: "publishing", .rollingOut: "rolling out",
        ]
        for other in deployments where other.id != id {
            guard let doing = working[other.status] else { continue }
            let since = secondsSince1970 - other.createdAt.timeIntervalSince1970
            return .project(doing: doing, number: other.number, since: .seconds(max(0, Int64(since))))
        }
        return nil
    }
}
