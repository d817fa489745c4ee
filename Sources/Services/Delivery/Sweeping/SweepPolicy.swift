import FoundationEssentials
import PlatformModel

/// What a sweep does with one unfinished deployment.
struct SweepPolicy: Hashable, Sendable {
    enum Decision: Hashable, Sendable {
        /// Somebody works on it, or will in a moment.
        case leave
        /// Its process died before the rollout, or the rollout came to nothing.
        case abandon
        /// Its process died and it serves: only the row does not know yet.
        case becomeLive
        /// Whether it serves has to be asked of the engine.
        case askEngine
    }

    /// How long a deployment that no push asked for may wait for the process that is being started for it.
    static let startingTime: TimeInterval = 60

    /// - Parameter isWorkedOn: whether the worker's lock is held.
    static func decide(_ deployment: Deployment, isWorkedOn: Bool, now: Date) -> Decision {
        guard deployment.status.isUnfinished, !isWorkedOn else { return .leave }
        if deployment.push == nil, deployment.status == .queued,
            now.timeIntervalSince(deployment.createdAt) < startingTime
        {
            return .leave
        }
        return deployment.status == .rollingOut ? .askEngine : .abandon
    }

    /// - Parameter state: the engine's answer, or `nil` when it does not answer: then the next sweep asks again.
    static func decide(_ deployment: Deployment, engine state: ServingState?) -> Decision {
        guard let state else { return .leave }
        if state.rollingOut == deployment.id { return .leave }
        return state.live == deployment.id ? .becomeLive : .abandon
    }

    /// How a deployment is called after its process died, in the user's terms.
    static func reason(for deployment: Deployment) -> String {
        switch deployment.status {
        case .received: "Deployment abandoned: the push was interrupted before it could start"
        case .queued: "Deployment abandoned: its process died while it waited"
        case .building: "Deployment abandoned: its process died during the build"
        case .publishing: "Deployment abandoned: its process died while it published the image"
        case .rollingOut: "Deployment abandoned: its process died during the rollout, which did not finish"
        default: "Deployment abandoned"
        }
    }
}
