import GitRepositories
import PlatformModel

/// Brings a project's deploy branch to where it belongs when a deployment ends.
struct Settlement: Sendable {
    /// Enough to know every deployment that may still be under way or stored ahead of what serves.
    private static let recent = 100

    let store: PersistentStore
    let repository: ProjectRepository

    /// Moves the branch back if it still points at the commit of a deployment that does not become live.
    ///
    /// To be called while the deployment's row is unfinished: so long nobody else moves the branch on its account, and a
    /// new push of the same commit is a push of its own.
    func afterFailure(of ended: Deployment) async -> (BranchOutcome, serving: ServingDeployment?) {
        do throws(PlatformError) {
            let known = try await deployments(of: ended.project)
            let serving = known.first { $0.status == .live }.map(ServingDeployment.init)
            let settlement = BranchSettlement(deployments: known, branch: ended.branch)
            let outcome = await change(ended.branch) { settlement.afterFailure(of: ended, tip: $0) }
            guard case .unchanged = outcome else { return (outcome, serving) }
            return (await position(of: ended, serving: serving), serving)
        } catch {
            return (.unknown(reason: error.message), nil)
        }
    }

    /// Lets the branch follow what has become live by a rollback, a redeploy or after a settled `no-deploy`.
    func afterSuccess(of settled: Deployment) async -> BranchOutcome {
        guard let tip = try? await repository.tip(of: settled.branch), tip != settled.commit else { return .unchanged }
        do throws(PlatformError) {
            let known = try await deployments(of: settled.project)
            let settlement = BranchSettlement(deployments: known, branch: settled.branch)
            return await change(settled.branch) { settlement.afterSuccess(of: settled, tip: $0) }
        } catch {
            return .unknown(reason: error.message)
        }
    }

    /// Whether a branch is where it nearly always is: at the live commit, or not there at all.
    func isInPlace(_ branch: BranchName, in project: ProjectID) async throws(PlatformError) -> Bool {
        guard let tip = try? await repository.tip(of: branch) else { return true }
        let live = try await store.ask { store throws(PlatformError) in try await store.liveDeployment(of: project) }
        return live?.commit == tip
    }

    /// For a sweep: moves back a tip that nothing accounts for. The tip is read before the rows, since the row of a push
    /// is there before its reference moves.
    func ofTip(of branch: BranchName, in project: ProjectID) async throws(PlatformError) -> BranchOutcome {
        let tip: CommitID?
        do throws(GitError) {
            tip = try await repository.tip(of: branch)
        } catch {
            return .unknown(reason: error.message)
        }
        guard tip != nil else { return .unchanged }
        let settlement = BranchSettlement(deployments: try await deployments(of: project), branch: branch)
        return await apply(settlement.ofTip(tip), to: branch)
    }

    private func change(
        _ branch: BranchName, _ decide: (CommitID?) -> BranchSettlement.Decision
    ) async -> BranchOutcome {
        do throws(GitError) {
            return await apply(decide(try await repository.tip(of: branch)), to: branch)
        } catch {
            return .unknown(reason: error.message)
        }
    }

    private func apply(_ decision: BranchSettlement.Decision, to branch: BranchName) async -> BranchOutcome {
        do throws(GitError) {
            return try await repository.apply(decision, to: branch)
        } catch {
            return .unknown(reason: error.message)
        }
    }

    /// Where the branch is when there was nothing to move, for the sentence about it.
    private func position(of ended: Deployment, serving: ServingDeployment?) async -> BranchOutcome {
        guard let tip = try? await repository.tip(of: ended.branch) else { return .unchanged }
        return tip == ended.commit || tip == serving?.commit ? .unchanged : .keptElsewhere(at: tip)
    }

    private func deployments(of project: ProjectID) async throws(PlatformError) -> [Deployment] {
        var known = try await store.ask { store throws(PlatformError) in
            try await store.deployments(of: project, limit: Self.recent)
        }
        if !known.contains(where: { $0.status == .live }) {
            let live = try await store.ask { store throws(PlatformError) in
                try await store.liveDeployment(of: project)
            }
            if let live { known.append(live) }
        }
        return known
    }
}
