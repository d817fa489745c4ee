import PlatformModel

/// The course of one rollout as a value: what happened goes in, what to do next comes out.
///
/// The old version is untouched until the new one is healthy; from the switch on the new one stays.
struct RolloutMachine {
    enum Action: Equatable {
        case report(RolloutEvent)
        case pull
        case prepareNetwork
        /// Removes containers that an earlier try of this deployment left.
        case removeLeftovers
        case start(replica: Int)
        /// Watches all replicas at once; yields one input for each, until one is unhealthy.
        case probe
        /// From here on a replica that ends is started again.
        case makePermanent
        case route
        case drain
        /// Stops and removes every container of other deployments.
        case retire
        case collectLog(replica: Int)
        /// Routes to what served before.
        case restoreRoute
        case removeNew
        case finish
    }

    enum Input: Equatable {
        case begun
        case pulled
        case networkReady
        case leftoversRemoved
        case started(replica: Int)
        case healthy(replica: Int, after: Duration)
        case unhealthy(replica: Int, reason: String)
        case madePermanent
        case routed
        case drained
        case retired
        case logCollected([String])
        case routeRestored
        case newRemoved
        /// The last action could not be done.
        case failed(reason: String)
    }

    private enum State {
        case waiting
        case preparing
        case starting
        case probing(pending: Set<Int>)
        case switching
        case draining
        case reverting(RolloutFailure)
        case ended
    }

    private let image: String
    private let replicas: Int
    /// The deployment that serves before, `nil` when none does.
    private let previous: Int?
    private var state = State.waiting

    init(image: String, replicas: Int, previous: Int?) {
        self.image = image
        self.replicas = replicas
        self.previous = previous
    }

    mutating func handle(_ input: Input) -> [Action] {
        switch (state, input) {
        case (.waiting, .begun):
            state = .preparing
            return [.report(.progress("pulling \(image)")), .pull]
        case (.preparing, .pulled): return [.prepareNetwork]
        case (.preparing, .networkReady): return [.removeLeftovers]
        case (.preparing, .leftoversRemoved):
            state = .starting
            return [.start(replica: 1)]
        case (.starting, .started(let replica)) where replica < replicas:
            return [.start(replica: replica + 1)]
        case (.starting, .started):
            state = .probing(pending: Set(1...replicas))
            return [
                .report(.progress("waiting for \(replicas == 1 ? "the replica" : "\(replicas) replicas") to answer")),
                .probe,
            ]
        case (.probing(let pending), .healthy(let replica, let after)):
            return becameHealthy(replica, after: after, pending: pending)
        case (.probing, .unhealthy(let replica, let reason)):
            return revert(reason, [.collectLog(replica: replica)])
        case (.switching, .madePermanent): return [.route]
        case (.switching, .routed):
            state = .draining
            return [.report(.switched(drained: previous)), previous == nil ? .retire : .drain]
        case (.draining, .drained): return [.retire]
        case (.draining, .retired), (.draining, .failed):
            // Whatever could not be removed is no reason to undo a switch; recovery removes it.
            return end(.live)
        case (_, .failed(let reason)): return failed(reason)
        case (.reverting(let failure), _): return reverting(failure, input)
        default: return []
        }
    }

    private mutating func becameHealthy(_ replica: Int, after: Duration, pending: Set<Int>) -> [Action] {
        let rest = pending.subtracting([replica])
        state = rest.isEmpty ? .switching : .probing(pending: rest)
        let report = Action.report(.replicaHealthy(replica: replica, after: after))
        return rest.isEmpty ? [report, .makePermanent] : [report]
    }

    private mutating func failed(_ reason: String) -> [Action] {
        switch state {
        case .waiting, .ended: return []
        case .preparing, .starting, .probing: return revert(reason, [.removeNew])
        case .switching: return revert(reason, [.restoreRoute])
        case .draining: return end(.live)
        // A step back that fails does not change why the rollout failed; recovery finishes the rest.
        case .reverting(let failure): return end(.failed(failure))
        }
    }

    private mutating func revert(_ reason: String, _ actions: [Action]) -> [Action] {
        state = .reverting(RolloutFailure(reason: reason, logTail: []))
        return actions
    }

    private mutating func reverting(_ failure: RolloutFailure, _ input: Input) -> [Action] {
        switch input {
        case .logCollected(let lines):
            state = .reverting(RolloutFailure(reason: failure.reason, logTail: lines))
            return [.removeNew]
        case .routeRestored: return [.removeNew]
        case .newRemoved: return end(.failed(failure))
        default: return []
        }
    }

    private mutating func end(_ event: RolloutEvent) -> [Action] {
        state = .ended
        return [.report(event), .finish]
    }
}
