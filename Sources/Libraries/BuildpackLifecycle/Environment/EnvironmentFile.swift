/// A file in an `env` directory: its name says which variable it changes and how.
public struct EnvironmentFile: Sendable, Equatable {
    public enum Action: String, Sendable {
        case append, `default`, override, prepend
    }

    /// The variable's name, up to the first period of the file's name.
    public var name: String
    /// The rest after that period; empty where there is none.
    public var suffix: String
    public var contents: String

    public init(fileName: String, contents: String) {
        let parts = fileName.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        suffix = parts.count > 1 ? String(parts[1]) : ""
        self.contents = contents
    }

    /// The files directly in `directory`, in byte order of their names; none where there is no such directory.
    public static func read(_ directory: BytePath) throws(BuildpackError) -> [EnvironmentFile] {
        var files: [EnvironmentFile] = []
        for name in try FileSystem.names(in: directory) {
            let path = directory.appending(name)
            guard try FileSystem.status(path, followingLinks: true)?.kind == .regular else { continue }
            let contents = try FileSystem.read(path) ?? []
            files.append(
                EnvironmentFile(
                    fileName: String(decoding: name, as: UTF8.self), contents: String(decoding: contents, as: UTF8.self)
                ))
        }
        return files
    }
}
