import ClientCommands
import Glibc

/// `paastech`: reads the environment, runs one command.
@main
struct Paastech {
    @MainActor
    static func main() async {
        // Broken connections and pipes are seen as errors where they are written to.
        signal(SIGPIPE, SIG_IGN)
        let surroundings = Surroundings(environment: environment(), workingDirectory: workingDirectory())
        let status = await ClientProgram.run(Array(CommandLine.arguments.dropFirst()), in: surroundings)
        exit(status)
    }

    private static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let sign = text.firstIndex(of: "=") {
                variables[String(text[..<sign])] = String(text[text.index(after: sign)...])
            }
            next += 1
        }
        return variables
    }

    private static func workingDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }
}
