import FoundationEssentials
import GitRepositories
import Glibc
import PlatformModel

/// The repository of one project, on a thread of its own.
struct ProjectRepository: Sendable {
    let path: String
    private let thread = OwnedThread("repository")

    init(_ project: ProjectID, in configuration: DeliveryConfiguration) {
        path = "\(configuration.repositories)/\(project).git"
    }

    /// Opens the repository for one piece of work; opening takes some 40 µs.
    func use<Result: Sendable>(
        _ body: @escaping @Sendable (GitRepository) throws(GitError) -> Result
    ) async throws(GitError) -> Result {
        try await thread.run { [path] () throws(GitError) -> Result in
            try body(try GitRepository.open(at: path))
        }
    }

    func tip(of branch: BranchName) async throws(GitError) -> CommitID? {
        try await use { repository throws(GitError) in
            try repository.target(of: branch.reference).flatMap { CommitID($0.description) }
        }
    }

    /// Carries a decision out. A push that is just changing the same reference holds its lock for an instant, so that is
    /// tried again for a second.
    func apply(_ decision: BranchSettlement.Decision, to branch: BranchName) async throws(GitError) -> BranchOutcome {
        guard decision != .keep else { return .unchanged }
        return try await use { repository throws(GitError) in
            var attempt = 0
            while true {
                attempt += 1
                do throws(GitError) {
                    return try Self.change(branch, decision, in: repository)
                } catch  where error.code == .conflict {
                    return .keptElsewhere(
                        at: try repository.target(of: branch.reference).flatMap { CommitID($0.description) })
                } catch  where error.code == .locked && attempt < 50 {
                    usleep(20_000)
                }
            }
        }
    }

    private static func change(
        _ branch: BranchName, _ decision: BranchSettlement.Decision, in repository: GitRepository
    ) throws(GitError) -> BranchOutcome {
        switch decision {
        case .keep: return .unchanged
        case .move(let from, let to):
            try repository.moveReference(branch.reference, from: from.object, to: to.object)
            return .movedBack(to: to)
        case .remove(let from):
            try repository.deleteReference(branch.reference, expecting: from.object)
            return .movedBack(to: nil)
        }
    }

    /// The hidden reference that keeps a deployed commit reachable, whatever happens to the branch.
    static func reference(of number: Int) -> String { "refs/paastech/deployments/\(number)" }

    func keep(_ commit: CommitID, as number: Int) async throws(GitError) {
        try await use { repository throws(GitError) in
            do throws(GitError) {
                try repository.createReference(Self.reference(of: number), at: commit.object)
            } catch  where error.code == .alreadyExists {}
        }
    }

    func release(_ commit: CommitID, as number: Int) async throws(GitError) {
        try await use { repository throws(GitError) in
            do throws(GitError) {
                try repository.deleteReference(Self.reference(of: number), expecting: commit.object)
            } catch  where error.code == .conflict {}
        }
    }
}

extension CommitID {
    /// The same name as git's library has it.
    var object: ObjectID {
        guard let object = ObjectID(description) else { preconditionFailure("a commit id has 40 hexadecimal digits") }
        return object
    }
}
