import ArgumentParser
import Buildpacks
import FoundationEssentials
import Glibc

/// Unix seconds, or `now`.
struct CreationTime: ExpressibleByArgument {
    var seconds: Int64

    init?(argument: String) {
        guard let seconds = argument == "now" ? Int64(time(nil)) : Int64(argument) else { return nil }
        self.seconds = seconds
    }
}

/// Variables for the build from `--env-file` and `--env`, the latter winning.
enum BuildVariables {
    static func read(files: [String], values: [String]) throws -> [(name: String, value: String)] {
        var variables: [(name: String, value: String)] = []
        for file in files {
            for line in try lines(of: file) where !line.isEmpty && !line.hasPrefix("#") {
                if let variable = try parse(line, source: file) { variables.append(variable) }
            }
        }
        for value in values {
            if let variable = try parse(value, source: "--env") { variables.append(variable) }
        }
        return variables
    }

    /// `KEY=VALUE`, or `KEY` for the value it has here; nil where it has none.
    private static func parse(_ text: String, source: String) throws -> (name: String, value: String)? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
            throw BuildFailure(.invalid, "\(source): \"\(text)\" names no variable; expected KEY=VALUE")
        }
        if parts.count == 2 { return (name, String(parts[1])) }
        return getenv(name).map { (name, String(cString: $0)) }
    }

    private static func lines(of file: String) throws -> [String] {
        guard let stream = fopen(file, "re") else {
            throw BuildFailure(.invalid, "--env-file: cannot read \(file): \(String(cString: strerror(errno)))")
        }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        while true {
            let byte = getc(stream)
            if byte == EOF { break }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
}
