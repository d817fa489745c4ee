import ApplicationImages
import BuildpackLifecycle
import Synchronization

/// What platform and lifecycle know of each other's copy of the source directory, so that neither sends what the other
/// has: files kept since the build before, and files that no buildpack touched.
final class SourceExchange: Sendable {
    private let root: BytePath
    /// Files the lifecycle may have kept; nil where it keeps none.
    private let asked: SourceList?
    /// What the lifecycle keeps of them.
    let answer = KeptAnswer()
    private let sent = Mutex<[BytePath: SourceFile]>([:])

    /// - Parameter survey: the files to ask about.
    init(_ root: BytePath, keeping survey: SourceSurvey?) {
        self.root = root
        asked = survey.map { SourceList(key: .random(), files: $0.files) }
    }

    var keepsSource: Bool { asked != nil }

    /// Writes the source as the directory `name`; blocks for the lifecycle's answer.
    func write(to writer: TarWriter, as name: BytePath, filter: TarTree.Filter?, flush: () throws -> Void) throws {
        var kept: [BytePath: FileStamp] = [:]
        if let asked {
            answer.expect(asked.files.count)
            try writer.append(
                TarHeader(path: BuildRequest.sourceListName, kind: .regular, mode: 0o644), content: asked.document)
            try flush()
            kept = try compare(asked)
        }
        var tree = TarTree(
            writer: writer, filter: filter, known: { path, status in kept[path] == FileStamp(status) },
            witness: { path, status in self.note(path, status) })
        try tree.add(root, as: name)
    }

    /// The files whose content the lifecycle has, as they are here. Hashes while the lifecycle does.
    private func compare(_ list: SourceList) throws -> [BytePath: FileStamp] {
        var hash = FileHash(list.key)
        var own: [(path: BytePath, hash: UInt64, status: FileStatus)?] = []
        for (index, file) in list.files.enumerated() {
            if let answer = answer.current, answer.hashes[index] == nil {
                own.append(nil)
                continue
            }
            let path = root.appending(file.path.bytes)
            own.append(try hash.of(path).map { (path, $0.hash, $0.status) })
        }
        guard let theirs = answer.wait() else { return [:] }
        var kept: [BytePath: FileStamp] = [:]
        for case (let mine?, let hash?) in zip(own, theirs.hashes) where mine.hash == hash {
            kept[mine.path] = FileStamp(mine.status)
        }
        return kept
    }

    private func note(_ path: BytePath, _ status: FileStatus) {
        sent.withLock { $0[path] = SourceFile(path, status) }
    }

    /// The file that was sent under a path below the application directory; once, so that nobody multiplies it.
    func take(_ relative: BytePath) -> SourceFile? {
        let path = root.appending(relative.bytes)
        return sent.withLock { $0.removeValue(forKey: path) }
    }
}
