import PlatformModel

/// What became of the deploy branch when a deployment ended.
enum BranchOutcome: Hashable, Sendable {
    /// It points at the live commit again, or is gone because nothing is live.
    case movedBack(to: CommitID?)
    /// Somebody moved it meanwhile, so it was left alone.
    case keptElsewhere(at: CommitID?)
    /// It points where it should.
    case unchanged
    /// The repository or the database did not let us; a sweep will.
    case unknown(reason: String)
}

/// Decides where a deploy branch belongs. Moves are compare-and-swap from `tip`, so a decision on an old tip does nothing.
///
/// The rule: what the server calls `main` is what serves. Only a deployment that is still under way, or a commit that
/// was stored on purpose after the last one that settled, may be ahead of it.
struct BranchSettlement: Hashable, Sendable {
    enum Decision: Hashable, Sendable {
        case keep
        case move(from: CommitID, to: CommitID)
        case remove(CommitID)
    }

    /// The deployments of the project that matter, of this branch or another.
    let deployments: [Deployment]
    let branch: BranchName

    init(deployments: [Deployment], branch: BranchName) {
        self.deployments = deployments
        self.branch = branch
    }

    private var live: Deployment? { deployments.first { $0.status == .live } }

    /// After `ended` did not become live: the branch goes back only if it still points at that very commit.
    func afterFailure(of ended: Deployment, tip: CommitID?) -> Decision {
        guard let tip, tip == ended.commit, !isWanted(tip, except: ended.id) else { return .keep }
        return goBack(from: tip)
    }

    /// After `settled` became live, by a push, a rollback or a redeploy: the branch follows what serves, except for
    /// what came after.
    func afterSuccess(of settled: Deployment, tip: CommitID?) -> Decision {
        guard let tip, tip != settled.commit else { return .keep }
        let ahead = deployments.contains { other in
            other.branch == branch && other.commit == tip && other.number > settled.number
                && (other.status.isUnfinished || other.status == .stored)
        }
        return ahead ? .keep : .move(from: tip, to: settled.commit)
    }

    /// For a sweep: a tip that is neither live nor under way nor stored by `no-deploy` goes back.
    func ofTip(_ tip: CommitID?) -> Decision {
        guard let tip, live?.commit != tip, !isWanted(tip, except: nil) else { return .keep }
        return goBack(from: tip)
    }

    /// Whether somebody still works towards this commit, or it is to be kept without deploying.
    ///
    /// A stored commit counts until a later deployment of the branch settles.
    private func isWanted(_ commit: CommitID, except ended: DeploymentID?) -> Bool {
        let lastLive = live?.number ?? 0
        return deployments.contains { other in
            guard other.branch == branch, other.commit == commit, other.id != ended else { return false }
            return other.status.isUnfinished || (other.status == .stored && other.number > lastLive)
        }
    }

    private func goBack(from tip: CommitID) -> Decision {
        guard let live else { return .remove(tip) }
        return live.commit == tip ? .keep : .move(from: tip, to: live.commit)
    }
}
