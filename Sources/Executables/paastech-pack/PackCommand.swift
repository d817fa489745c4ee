import ArgumentParser
import Buildpacks
import Glibc

/// Cloud Native Buildpacks without `pack`: the same commands, flags, output and exit statuses.
struct PackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paastech-pack", abstract: "Build application images with Cloud Native Buildpacks.",
        version: ImageBuild.version,
        subcommands: [
            BuildCommand.self, BuilderCommand.self, InspectCommand.self, RebaseCommand.self, BuildpackCommand.self,
            VersionCommand.self,
        ])

    /// Parses and runs. Exit status 0 done, 1 failed, as `pack` has it; a signal cancels the work and cleans up.
    static func run(_ arguments: [String], _ interruption: Interruption) async -> Never {
        do {
            if let flag = UnsupportedFlags.first(in: arguments) {
                throw BuildFailure(.invalid, "the flag \(flag) of pack is not supported")
            }
            try await interruption.running {
                var command = try parseAsRoot(arguments)
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
            }
        } catch {
            finish(interruption.isInterrupted ? CancellationError() : error, isBuild: arguments.first == "build")
        }
        Glibc.exit(0)
    }

    private static func finish(_ error: any Error, isBuild: Bool) -> Never {
        if exitCode(for: error).isSuccess || error is CleanExit { exit(withError: error) }
        let prefix = isBuild ? "ERROR: failed to build: " : "ERROR: "
        let text: String
        switch error {
        case is CancellationError: text = prefix + (isBuild ? "the build was interrupted" : "interrupted")
        case let failure as BuildFailure: text = prefix + failure.message
        default:
            let message = message(for: error)
            text =
                (message.isEmpty || message == "\(error)") ? prefix + "\(error)" : prefix + message
        }
        BuildOutput.endOpenLine()
        BuildOutput.standardOutput(Array((text + "\n").utf8))
        Glibc.exit(1)
    }
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Show the version.")

    func run() { print(ImageBuild.version) }
}
