import ClientCommands
import Glibc
import LinuxSystem

/// `paastech`: reads the environment, runs one command.
@main
struct Paastech {
    @MainActor
    static func main() async {
        // Broken connections and pipes are seen as errors where they are written to.
        signal(SIGPIPE, SIG_IGN)
        let surroundings = Surroundings(environment: ProcessImage.environment(), workingDirectory: workingDirectory())
        let status = await ClientProgram.run(Array(CommandLine.arguments.dropFirst()), in: surroundings)
        exit(status)
    }

    private static func workingDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }
}
