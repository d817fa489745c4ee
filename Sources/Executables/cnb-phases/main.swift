import Glibc
import LifecyclePhases

// The programs of /cnb/lifecycle as links to one static binary, which does what its name says.
var environment: [String: String] = [:]
var entry = environ
while let pair = entry.pointee {
    let text = String(cString: pair)
    if let equals = text.firstIndex(of: "=") {
        environment[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    entry += 1
}
exit(PhaseProgram.run(CommandLine.arguments, environment: environment))
