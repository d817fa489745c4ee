import FoundationEssentials
import GitRepositories
import PlatformModel

/// The source of one deployment: its commit's configuration, and its files in a directory of their own.
struct SourceExport: Sendable {
    let repository: ProjectRepository
    let deployment: Deployment
    /// `<data>/builds/<deployment>`.
    let directory: String
    let builders: ImageAllowList

    init(of deployment: Deployment, in repository: ProjectRepository, configuration: DeliveryConfiguration) {
        self.repository = repository
        self.deployment = deployment
        directory = "\(configuration.builds)/\(deployment.id)"
        builders = configuration.builders
    }

    /// What the commit says about its build.
    struct Plan: Hashable, Sendable {
        let file: ConfigurationFile
        let tree: ObjectID
        let committedAt: Date
    }

    /// Where the files are written to.
    var files: String { "\(directory)/source" }
    /// An empty directory of the build's own.
    var workspace: String { "\(directory)/workspace" }

    /// - Throws: ``DeliveryFailure``.
    func plan() async throws(DeliveryFailure) -> Plan {
        let (commit, builders) = (deployment.commit, builders)
        let result: Result<Plan, DeliveryFailure>
        do throws(GitError) {
            result = try await repository.use { repository throws(GitError) in
                let found = try repository.commit(commit.object)
                let tree = CommittedTree(found.tree, in: repository)
                do {
                    let file = try ConfigurationFile.read(in: tree, builders: builders)
                    let time = Date(timeIntervalSince1970: Double(found.committedAt))
                    return .success(Plan(file: file, tree: found.tree, committedAt: time))
                } catch let error as GitError {
                    throw error
                } catch {
                    return .failure(Self.failure("\(error)"))
                }
            }
        } catch {
            throw Self.failure(error.message)
        }
        return try result.get()
    }

    /// Writes the files of the commit and makes an empty workspace beside them. The hidden reference that keeps the
    /// commit reachable is made first.
    ///
    /// - Returns: a sentence for each kind of thing that its author may not expect.
    func write(_ plan: Plan) async throws(DeliveryFailure) -> [String] {
        let (files, number, commit) = (files, deployment.number, deployment.commit)
        do throws(GitError) {
            try await repository.keep(commit, as: number)
            try Self.makeEmpty(directory)
            let report = try await repository.use { repository throws(GitError) in
                try repository.export(tree: plan.tree, to: files, shouldContinue: { true })
            }
            guard report.files > 0 else { throw GitError(.notFound, "the commit \(commit.abbreviated) has no files") }
            return plan.file.warnings + Self.warnings(of: report)
        } catch {
            throw Self.failure(error.message)
        }
    }

    /// Removes everything; what is left is found by a sweep.
    func remove() {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// One sentence for each kind of thing that was written in a way its author may not expect.
    static func warnings(of report: TreeExport.Report) -> [String] {
        var sentences: [String] = []
        var kinds: Set<String> = []
        for warning in report.warnings {
            let (kind, count) =
                switch warning {
                case .submodule: ("submodule", report.submodules)
                case .largeFilePointer: ("pointer", report.largeFilePointers)
                case .unusualName: ("name", 1)
                }
            guard kinds.insert(kind).inserted else { continue }
            sentences.append("\(warning)" + (count > 1 ? " (and \(count - 1) more)" : ""))
        }
        return sentences
    }

    private static func makeEmpty(_ directory: String) throws(GitError) {
        do {
            try? FileManager.default.removeItem(atPath: directory)
            try FileManager.default.createDirectory(
                atPath: "\(directory)/workspace", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw GitError(.inputOutput, "cannot create \(directory)", cause: "\(error)")
        }
    }

    private static func failure(_ message: String) -> DeliveryFailure {
        DeliveryFailure(stage: .export, message: "Export failed: \(message)")
    }
}
