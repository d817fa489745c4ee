import ApplicationImages
import BuildpackLifecycle

/// The regular files of a source directory before it is sent.
struct SourceSurvey: Sendable {
    /// From here on writing all files anew costs more than asking for those that are kept.
    static let worthKeeping = 1000

    var files: [SourceList.File] = []

    init(_ root: BytePath, filter: TarTree.Filter?) throws {
        try add(root, BytePath([]), filter)
    }

    private mutating func add(_ directory: BytePath, _ relative: BytePath, _ filter: TarTree.Filter?) throws {
        for name in try FileSystem.names(in: directory) {
            let path = directory.appending(name)
            let inner = relative.appending(name)
            guard let status = try FileSystem.status(path) else { continue }
            if let filter, !filter(inner, status.kind == .directory) { continue }
            switch status.kind {
            case .directory: try add(path, inner, filter)
            case .regular: files.append(SourceList.File(path: inner, size: status.size))
            case .symlink, .special: break
            }
        }
    }
}
