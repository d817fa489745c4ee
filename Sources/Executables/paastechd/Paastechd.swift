import ArgumentParser
import Foundation
import PlatformModel

/// The operator's command.
@main
struct Paastechd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paastechd", abstract: "Runs PaaSTech, a platform whose interface is git push.",
        subcommands: [
            Up.self, GatekeeperCommand.self, GitControllerCommand.self, PomegranateCommand.self, APICommand.self,
            Migrate.self, Doctor.self, ConfigCommand.self, Admin.self,
        ])

    /// Errors become one sentence and exit status 1; usage errors stay the argument parser's (status 64).
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as PlatformError {
            FileHandle.standardError.write(Data("paastechd: \(error)\n".utf8))
            Foundation.exit(1)
        } catch {
            exit(withError: error)
        }
    }
}
