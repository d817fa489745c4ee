import GitRepositories
import PlatformModel

/// Which branch of a project is deployed, seen from one push.
///
/// It is the project's branch; but while a project whose branch is `main` has no `main`, `master` counts as main, for
/// people whose git still starts there.
public enum DeployBranch {
    /// - Parameters:
    ///   - configured: the branch the project says.
    ///   - exists: whether the repository has that branch, as it was before the push.
    ///   - updates: what the push changes.
    public static func name(
        configured: BranchName, exists: Bool, in updates: [ReferenceUpdate]
    ) -> BranchName {
        guard configured == .main, !exists else { return configured }
        let names = Set(updates.map(\.name))
        if names.contains(BranchName.main.reference) { return configured }
        return names.contains(BranchName.master.reference) ? .master : configured
    }
}
