import ArgumentParser
import Buildpacks
import FoundationEssentials
import Glibc

/// `type=build;format=volume;name=NAME` or `type=build;format=bind;source=DIRECTORY`.
struct CacheOption: ExpressibleByArgument {
    enum Place {
        case volume(String)
        /// An absolute path.
        case directory(String)
    }

    var isBuild: Bool
    var place: Place

    init?(argument: String) {
        var fields: [String: String] = [:]
        for field in argument.split(separator: ";") {
            let pair = field.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            fields[String(pair[0])] = String(pair[1])
        }
        guard let type = fields["type"], type == "build" || type == "launch" else { return nil }
        isBuild = type == "build"
        switch (fields["format"] ?? "volume", fields["name"], fields["source"]) {
        case ("volume", let name?, nil): place = .volume(name)
        case ("bind", nil, let source?) where isBuild && !source.contains(":"):
            place = .directory(URL(filePath: source).standardizedFileURL.path(percentEncoded: false))
        default: return nil
        }
    }
}

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
