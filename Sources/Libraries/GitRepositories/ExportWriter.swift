import Glibc

/// Writes an `ExportPlan` through directory descriptors, so that no path is resolved twice and no link is followed.
struct ExportWriter {
    private let destination: String
    private let times: [timespec]

    /// Creates `destination`, which must not exist.
    init(destination: String, modificationTime: Int64) throws(GitError) {
        guard mkdir(destination, 0o755) == 0 else {
            guard errno != EEXIST else { throw GitError(.alreadyExists, "\(destination) exists already") }
            throw .operatingSystem("create \(destination)")
        }
        self.destination = destination
        let time = timespec(tv_sec: Int(modificationTime), tv_nsec: 0)
        times = [time, time]
    }

    func write(
        _ plan: ExportPlan, from repository: GitRepository, shouldContinue: () -> Bool
    ) throws(GitError) -> TreeExport.Report {
        let root = open(destination, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard root >= 0 else { throw .operatingSystem("open \(destination)") }
        defer { close(root) }
        var report = TreeExport.Report()
        try write(plan.nodes, into: root, at: .root, repository, shouldContinue, &report)
        return report
    }

    /// Writes the entries of one directory, then gives the directory its mode and time.
    private func write(
        _ nodes: [ExportPlan.Node], into directory: Int32, at path: TreePath, _ repository: GitRepository,
        _ shouldContinue: () -> Bool, _ report: inout TreeExport.Report
    ) throws(GitError) {
        for node in nodes {
            guard shouldContinue() else { throw GitError(.canceled, "the export was canceled") }
            let place = path.appending(node.name)
            if EntryName.isUnusual(node.name) { report.warn(.unusualName(place)) }
            let name = node.name.map { CChar(bitPattern: $0) } + [0]
            switch node.content {
            case .file(let id, let size, let executable):
                try writeFile(
                    name, id, mode: executable ? 0o755 : 0o644, into: directory, at: place, repository, &report)
                report.files += 1
                report.bytes += size
            case .symlink(let target):
                try writeLink(name, to: target, into: directory, at: place)
                report.files += 1
            case .directory(let children):
                try writeDirectory(name, into: directory, at: place) { (child) throws(GitError) in
                    try write(children, into: child, at: place, repository, shouldContinue, &report)
                }
                report.directories += 1
            case .submodule:
                try writeDirectory(name, into: directory, at: place) { _ in }
                report.directories += 1
                report.submodules += 1
                report.warn(.submodule(place))
            }
        }
        try seal(directory, mode: 0o755, at: path)
    }

    private func writeFile(
        _ name: [CChar], _ id: ObjectID, mode: mode_t, into directory: Int32, at path: TreePath,
        _ repository: GitRepository, _ report: inout TreeExport.Report
    ) throws(GitError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = openat(directory, name, flags, mode)
        guard file >= 0 else { throw .operatingSystem("create \(path)") }
        defer { close(file) }
        let isPointer = try repository.withBlob(id) { (bytes) throws(GitError) -> Bool in
            try Self.writeAll(bytes, to: file, at: path)
            return LargeFilePointer.isOne(bytes)
        }
        if isPointer {
            report.largeFilePointers += 1
            report.warn(.largeFilePointer(path))
        }
        try seal(file, mode: mode, at: path)
    }

    private static func writeAll(
        _ bytes: UnsafeRawBufferPointer, to file: Int32, at path: TreePath
    ) throws(GitError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                throw .operatingSystem("write \(path)")
            }
            rest = rest.dropFirst(written)
        }
    }

    private func writeLink(
        _ name: [CChar], to target: [UInt8], into directory: Int32, at path: TreePath
    ) throws(GitError) {
        let target = target.map { CChar(bitPattern: $0) } + [0]
        guard symlinkat(target, directory, name) == 0, utimensat(directory, name, times, AT_SYMLINK_NOFOLLOW) == 0
        else {
            throw .operatingSystem("create the symbolic link \(path)")
        }
    }

    private func writeDirectory(
        _ name: [CChar], into directory: Int32, at path: TreePath, _ fill: (Int32) throws(GitError) -> Void
    ) throws(GitError) {
        guard mkdirat(directory, name, 0o755) == 0 else { throw .operatingSystem("create the directory \(path)") }
        let child = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard child >= 0 else { throw .operatingSystem("open the directory \(path)") }
        defer { close(child) }
        try fill(child)
        try seal(child, mode: 0o755, at: path)
    }

    /// The mode regardless of the umask, and the constant time.
    private func seal(_ descriptor: Int32, mode: mode_t, at path: TreePath) throws(GitError) {
        guard fchmod(descriptor, mode) == 0, futimens(descriptor, times) == 0 else {
            throw .operatingSystem("set mode and time of \(path)")
        }
    }
}

extension TreeExport.Report {
    fileprivate mutating func warn(_ warning: TreeExport.Warning) {
        guard warnings.count < Self.warningLimit else { return }
        warnings.append(warning)
    }
}
