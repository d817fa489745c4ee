/// Everything an export is going to write, examined and within its limits before anything is written.
struct ExportPlan {
    struct Node {
        let name: [UInt8]
        let content: Content
    }

    indirect enum Content {
        case file(ObjectID, size: UInt64, executable: Bool)
        case symlink(target: [UInt8])
        case directory([Node])
        case submodule
    }

    private(set) var nodes: [Node] = []

    private let limits: TreeExport.Limits
    private var entries = 0
    private var bytes: UInt64 = 0
    private var linkTargets: [TreePath: [UInt8]] = [:]
    private var links: [TreePath] = []

    /// A target longer than that is refused by Linux (PATH_MAX).
    private static let longestTarget = 4095

    init(
        of tree: ObjectID, in repository: GitRepository, limits: TreeExport.Limits, shouldContinue: () -> Bool
    ) throws(GitError) {
        self.limits = limits
        nodes = try examine(tree, at: .root, repository, shouldContinue)
        let containment = SymlinkContainment(targets: linkTargets)
        for link in links where containment.leavesTree(link) {
            let target = TreePath.quoted(linkTargets[link] ?? [])
            throw GitError(
                .unsafeContent,
                "the symbolic link \(link) leads out of the repository, to \(target); "
                    + "replace it by a link to a file inside, or by the file itself")
        }
    }

    private mutating func examine(
        _ tree: ObjectID, at path: TreePath, _ repository: GitRepository, _ shouldContinue: () -> Bool
    ) throws(GitError) -> [Node] {
        guard path.components.count <= limits.depth else {
            throw GitError(.tooLarge, "directories are nested deeper than \(limits.depth) at \(path)")
        }
        var names: Set<[UInt8]> = []
        var nodes: [Node] = []
        for entry in try TreeListing(of: tree, in: repository).entries {
            guard shouldContinue() else { throw GitError(.canceled, "the export was canceled") }
            if let reason = EntryName.refusal(of: entry.name) {
                let name = TreePath.quoted(entry.name)
                throw GitError(.unsafeContent, "the directory \(path) holds the name \"\(name)\", which \(reason)")
            }
            guard names.insert(entry.name).inserted else {
                throw GitError(.unsafeContent, "the directory \(path) holds \(TreePath.quoted(entry.name)) twice")
            }
            entries += 1
            guard entries <= limits.entries else {
                throw GitError(.tooLarge, "the commit has more than \(limits.entries) files and directories")
            }
            let place = path.appending(entry.name)
            nodes.append(
                Node(name: entry.name, content: try content(of: entry, at: place, repository, shouldContinue)))
        }
        return nodes
    }

    private mutating func content(
        of entry: TreeEntry, at path: TreePath, _ repository: GitRepository, _ shouldContinue: () -> Bool
    ) throws(GitError) -> Content {
        switch entry.kind {
        case .submodule: return .submodule
        case .directory: return .directory(try examine(entry.id, at: path, repository, shouldContinue))
        case .symlink: return .symlink(target: try target(of: entry, at: path, repository))
        case .file, .executable:
            let size = try repository.blobSize(entry.id)
            guard size <= limits.fileBytes else {
                throw GitError(.tooLarge, "\(path) has \(size) bytes, the limit for one file is \(limits.fileBytes)")
            }
            bytes += size
            guard bytes <= limits.totalBytes else {
                throw GitError(.tooLarge, "the files of the commit have more than \(limits.totalBytes) bytes together")
            }
            return .file(entry.id, size: size, executable: entry.kind == .executable)
        }
    }

    private mutating func target(
        of entry: TreeEntry, at path: TreePath, _ repository: GitRepository
    ) throws(GitError) -> [UInt8] {
        guard try repository.blobSize(entry.id) <= UInt64(Self.longestTarget) else {
            throw GitError(.unsafeContent, "the target of the symbolic link \(path) is longer than a path can be")
        }
        let target = try repository.blob(entry.id, limit: Self.longestTarget)
        guard !target.isEmpty, !target.contains(0) else {
            throw GitError(.unsafeContent, "the target of the symbolic link \(path) is no path")
        }
        linkTargets[path] = target
        links.append(path)
        return target
    }
}
