import Glibc

/// A program to start, as a value: nothing is looked up, inherited or passed to a shell.
public struct ChildCommand: Equatable, Sendable {
    /// Which processes a signal to the group reaches.
    public enum Group: Equatable, Sendable {
        case sameAsParent
        /// The child leads a process group of its own, so that a terminal's Ctrl-C does not reach it.
        case new
        /// The child leads a session of its own (setsid(2)), without a terminal.
        case newSession
    }

    /// Path of the executable.
    public var executable: String
    /// The arguments after the program's own name.
    public var arguments: [String]
    /// What the program sees as its name; the executable's path unless set.
    public var name: String?
    /// The whole environment.
    public var environment: [String: String]
    /// Nil keeps the parent's.
    public var workingDirectory: String?
    public var group: Group
    /// Bytes of memory that the program may write to, and each one that it starts; nil sets no limit. Set a moment after
    /// the start: give it no work before. A program may lift it again, see ``ResourceLimits/liftMemory()``.
    public var memoryLimit: Int?

    public init(
        executable: String, arguments: [String] = [], name: String? = nil, environment: [String: String] = [:],
        workingDirectory: String? = nil, group: Group = .new
    ) {
        self.executable = executable
        self.arguments = arguments
        self.name = name
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.group = group
    }

    /// The first executable file of that name in a `PATH`-like list; a name with a slash is taken as it stands.
    public static func find(_ name: String, in searchPath: String) -> String? {
        if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
        for directory in searchPath.split(separator: ":") where directory.hasPrefix("/") {
            let candidate = "\(directory)/\(name)"
            var status = stat()
            if stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(candidate, X_OK) == 0 {
                return candidate
            }
        }
        return nil
    }
}
