import GitRepositories
import PlatformModel

/// Decides about a push before anything of it is stored.
///
/// It reads the pushed objects, which are in quarantine, and changes nothing. What it does not know it refuses.
public struct PushExamination {
    private let environment: PushEnvironment
    private let repository: GitRepository

    public init(environment: PushEnvironment, repository: GitRepository) {
        self.environment = environment
        self.repository = repository
    }

    /// Blocks on the repository's file system.
    ///
    /// - Throws: `GitError` when the repository itself cannot be read; the caller refuses then.
    public func examine(_ updates: [ReferenceUpdate]) throws(GitError) -> PushVerdict {
        let options: PushOptions
        do { options = try PushOptions(names: environment.optionNames) } catch {
            return .refused(PushVerdict.Refusal(error.message))
        }
        let exists = try repository.target(of: environment.deployBranch.reference) != nil
        let branch = DeployBranch.name(configured: environment.deployBranch, exists: exists, in: updates)
        for update in updates {
            if let reason = refusal(of: update, deployBranch: branch) {
                return .refused(PushVerdict.Refusal(reason, options: options))
            }
        }
        guard let update = updates.first(where: { $0.name == branch.reference }), let commit = update.new else {
            return .accepted(PushVerdict.Acceptance(options: options, deployments: []))
        }
        return try examine(commit, replacing: update.old, on: branch, options)
    }

    /// The rules for references, whatever they point at.
    private func refusal(of update: ReferenceUpdate, deployBranch: BranchName) -> String? {
        let name = update.name
        if name == "refs/paastech" || name.hasPrefix("refs/paastech/") {
            return "\(name.quotedForDisplay) is kept by the platform and closed to pushes"
        }
        guard update.isBranch || update.isTag else {
            return "\(name.quotedForDisplay) is neither a branch nor a tag; push to refs/heads/… or refs/tags/…"
        }
        if update.isDeletion && name == deployBranch.reference {
            return "the deploy branch \"\(deployBranch)\" cannot be deleted; remove the project instead, "
                + "or push another commit to it"
        }
        return nil
    }

    private func examine(
        _ id: ObjectID, replacing old: ObjectID?, on branch: BranchName, _ options: PushOptions
    ) throws(GitError) -> PushVerdict {
        let commit: GitCommit
        do {
            commit = try repository.commit(id)
            guard try repository.holdsFiles(tree: commit.tree) else {
                let reason =
                    "commit \(id.abbreviated) has no files; add your application's files, commit and push again"
                return .refused(PushVerdict.Refusal(reason, options: options))
            }
            try check(commit.tree)
        } catch let refusal as ConfigurationRefusal {
            return .refused(PushVerdict.Refusal(refusal, options: options))
        } catch let error as GitError {
            return .refused(PushVerdict.Refusal("commit \(id.abbreviated): \(error.message)", options: options))
        } catch {
            return .refused(PushVerdict.Refusal("commit \(id.abbreviated) cannot be read: \(error)", options: options))
        }
        guard let pushed = CommitID(id.description) else {
            return .refused(PushVerdict.Refusal("commit \(id.abbreviated) has no usable name", options: options))
        }
        let deployment = NewDeployment(
            commit: pushed, previousCommit: old.flatMap { CommitID($0.description) }, branch: branch)
        return .accepted(PushVerdict.Acceptance(options: options, deployments: [deployment]))
    }

    /// The configuration against the commit's files, then whether those could be written out at all. What is only to
    /// be warned of is said when the files are written.
    private func check(_ tree: ObjectID) throws {
        _ = try ConfigurationFile.read(in: CommittedTree(tree, in: repository), builders: environment.builders)
        try repository.examineExport(of: tree)
    }
}
