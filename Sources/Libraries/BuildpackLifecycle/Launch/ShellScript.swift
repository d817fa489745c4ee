/// The bash script that starts a process which is not direct (Platform specification, "Execution").
public struct ShellScript: Sendable, Equatable {
    /// Arguments after `bash`.
    public var arguments: [String]

    /// Sources `profiles` in order, enters `directory`, and replaces itself by the command: without arguments the
    /// command is a script of its own, with arguments each one is a word in which variables are still expanded.
    public init(program: String, process: LaunchProcess, profiles: [String], directory: String) {
        var lines = profiles.map { "source \(Self.quoted($0))" }
        lines.append("cd \(Self.quoted(directory))")
        if process.arguments.isEmpty {
            lines.append("exec bash -c \"$1\"")
        } else {
            let words = (0...process.arguments.count).map { "\"$(eval echo \\\"${\($0)}\\\")\"" }
            lines.append("exec bash -c '\(words.joined(separator: " "))' \"$@\"")
        }
        let command = process.command.joined(separator: " ")
        arguments = ["-c", lines.joined(separator: "\n"), program, command] + process.arguments
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
