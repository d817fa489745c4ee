import LinuxSystem

/// git as a value: arguments only, in the person's own environment, so that their configuration and agents apply.
struct GitCommand: Sendable {
    let executable: String
    let environment: [String: String]
    let directory: String

    /// - Throws: ``ClientError`` where git is not installed.
    init(_ surroundings: Surroundings) throws(ClientError) {
        guard let path = ChildCommand.find("git", in: surroundings.searchPath) else {
            throw ClientError(.program, "git was not found on PATH", next: "install git, then the command again")
        }
        executable = path
        environment = surroundings.environment
        directory = surroundings.workingDirectory
    }

    func command(_ arguments: [String]) -> ChildCommand {
        ChildCommand(
            executable: executable, arguments: arguments, name: "git", environment: environment,
            workingDirectory: directory, group: .sameAsParent)
    }

    /// Runs git to its end and gives back its output without the last line end; nil when it exits with another status
    /// than 0.
    func output(_ arguments: String...) throws -> String? {
        let (status, output, _) = try CapturedRun.run(command(arguments))
        return status.isSuccess ? output : nil
    }

    /// Runs git for its effect.
    ///
    /// - Throws: ``ClientError`` with what git says.
    func run(_ arguments: String...) throws {
        let (status, _, errors) = try CapturedRun.run(command(arguments))
        guard status.isSuccess else {
            throw ClientError(.program, "git \(arguments.joined(separator: " ")) failed: \(errors)")
        }
    }
}
