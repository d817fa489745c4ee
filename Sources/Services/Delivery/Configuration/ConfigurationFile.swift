import GitRepositories
import PlatformModel
import YAMLDocuments

/// `paastech/buildpacks.yaml` of one commit, read and checked against the commit's own files.
public struct ConfigurationFile: Hashable, Sendable {
    public let configuration: BuildpacksConfiguration
    /// Whether the commit has the file; without it the defaults apply.
    public let isPresent: Bool
    /// Sentences for the pusher about things that are allowed and perhaps not meant.
    public let warnings: [String]

    /// The length of a file past which it is not read.
    public static let sizeLimit = 64 << 10

    /// - Throws: ``ConfigurationRefusal`` for a bad file, `GitError` when the commit cannot be read.
    public static func read(in tree: some SourceTree, builders: ImageAllowList) throws -> ConfigurationFile {
        switch try tree.lookup(path) {
        case .file(let blob, let size), .executable(let blob, let size):
            guard size <= UInt64(sizeLimit) else {
                throw refusal("the file has \(size) bytes, the limit is \(sizeLimit)")
            }
            let document = YAMLDocument(try tree.content(of: blob, limit: sizeLimit), limits: limits)
            var parser = ConfigurationParser(document: document, tree: tree, builders: builders)
            return ConfigurationFile(configuration: try parser.parse(), isPresent: true, warnings: [])
        case .symlink: throw refusal("the file is a symbolic link; replace it by the file itself")
        case .directory: throw refusal("this is a directory; it has to be a file")
        case .submodule: throw refusal("this is a submodule; it has to be a file")
        case .obstructed(_, is: .symlink):
            throw refusal("the directory \"paastech\" is a symbolic link; replace it by the directory itself")
        case .obstructed(_, is: .submodule):
            return absent([
                "\"paastech\" is a submodule, whose files are not part of the push; the default configuration applies"
            ])
        case .missing, .obstructed: return absent(try misspelled(in: tree))
        }
    }

    private static func absent(_ warnings: [String]) -> ConfigurationFile {
        ConfigurationFile(configuration: BuildpacksConfiguration(), isPresent: false, warnings: warnings)
    }

    private static let path = known(BuildpacksConfiguration.file)
    private static let limits = YAMLLimits(bytes: sizeLimit)

    private static func refusal(_ message: String) -> ConfigurationRefusal {
        ConfigurationRefusal(problems: [ConfigurationProblem(file: message)])
    }

    /// Files somebody may have meant as the configuration; they would be ignored without a word.
    private static func misspelled(in tree: some SourceTree) throws -> [String] {
        for name in ["paastech/buildpacks.yml", "paastech/buildpack.yaml", "paastech/buildpack.yml", "buildpacks.yaml"]
        {
            if case .file = try tree.lookup(known(name)) {
                return ["\(name) is not read, the configuration is \(BuildpacksConfiguration.file)"]
            }
        }
        return []
    }

    private static func known(_ path: String) -> TreePath {
        guard let path = TreePath(path) else { preconditionFailure("\(path) is a relative path") }
        return path
    }
}
