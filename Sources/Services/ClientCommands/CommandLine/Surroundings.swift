/// What the executable knows about where it was started. Only it reads the environment.
public struct Surroundings: Sendable {
    public var environment: [String: String]
    public var workingDirectory: String

    public init(environment: [String: String], workingDirectory: String) {
        self.environment = environment
        self.workingDirectory = workingDirectory
    }

    /// Nil for an unset or empty variable.
    func variable(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        return value
    }

    var home: String? { variable("HOME") }

    var searchPath: String { variable("PATH") ?? "/usr/local/bin:/usr/bin:/bin" }

    /// By the XDG Base Directory specification: relative values are ignored.
    ///
    /// - Throws: ``ClientError`` where neither `XDG_CONFIG_HOME` nor `HOME` says.
    func configurationDirectory() throws(ClientError) -> String {
        if let directory = variable("XDG_CONFIG_HOME"), directory.hasPrefix("/") { return "\(directory)/paastech" }
        if let home { return "\(home)/.config/paastech" }
        throw ClientError(
            .file, "there is no place for the session: neither XDG_CONFIG_HOME nor HOME is set",
            next: "export HOME=… and the command again")
    }

    /// A path as typed, made absolute.
    func resolve(_ path: String) -> String {
        if path == "~" || path.hasPrefix("~/"), let home { return home + path.dropFirst() }
        return path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)"
    }
}
