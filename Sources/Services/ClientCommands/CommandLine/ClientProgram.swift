import ArgumentParser
import LinuxSystem

/// The whole command line client, from arguments to exit status.
public enum ClientProgram {
    /// Runs one command.
    ///
    /// - Returns: 0 done, 1 failed, 64 usage.
    @MainActor
    public static func run(_ arguments: [String], in surroundings: Surroundings) async -> Int32 {
        let console = Console(environment: surroundings.environment)
        let session = Session(surroundings: surroundings, console: console)
        do {
            var command = try PaastechCommand.parseAsRoot(arguments)
            if var client = command as? any ClientCommand {
                try await client.run(in: session)
            } else {
                try command.run()
            }
            return 0
        } catch let error as ClientError {
            console.error(error.text)
            return 1
        } catch let error as LinuxError {
            console.error("paastech: \(error)")
            return 1
        } catch {
            return report(error, on: console)
        }
    }

    /// What the argument parser throws: usage errors, and requests for help, version and completion scripts, which are not
    /// errors.
    @MainActor
    private static func report(_ error: any Error, on console: Console) -> Int32 {
        let code = PaastechCommand.exitCode(for: error)
        let text = PaastechCommand.fullMessage(for: error)
        if code == .success { console.line(text) } else { console.error(text) }
        return code.rawValue
    }
}
