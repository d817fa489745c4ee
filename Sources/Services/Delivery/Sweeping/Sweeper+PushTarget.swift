import GitRepositories
public import PlatformModel

extension Sweeper {
    /// Whether a sweep of the project would find nothing to do, as nearly always: no deployment is unfinished, and the deploy
    /// branch stands at the commit that serves, or is not there at all.
    ///
    /// Blocks for one look into the repository; call from an owned thread. The rows were read before, so that a push which
    /// went live meanwhile looks like something to do, never the other way round.
    public nonisolated func isSettled(_ target: PushTarget) -> Bool {
        guard !target.hasUnfinishedDeployments else { return false }
        do throws(GitError) {
            let repository = try GitRepository.open(at: ProjectRepository(target.project.id, in: configuration).path)
            var tip = try repository.target(of: target.project.deployBranch.reference)
            // `master` counts as main while no `main` exists.
            if tip == nil, target.project.deployBranch == .main {
                tip = try repository.target(of: BranchName.master.reference)
            }
            guard let tip else { return true }
            return CommitID(tip.description) == target.liveCommit
        } catch {
            return false
        }
    }
}
