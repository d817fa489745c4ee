import DockerEngine
import FoundationEssentials
import PlatformModel

/// Reads the output of containers.
struct ContainerLog: Sendable {
    /// A line with the place it came from, not yet numbered.
    struct Entry: Sendable, Equatable {
        let time: Date
        /// RFC 3339 with nanoseconds, as Docker wrote it: sorts and resumes exactly.
        let timestamp: String
        let stream: LogLine.Stream
        let text: String

        func numbered(_ sequence: Int) -> LogLine {
            LogLine(sequence: sequence, time: time, stream: stream, text: text)
        }
    }

    let docker: DockerEngine

    /// The newest lines, oldest first.
    func tail(of container: String, lines: Int) async throws -> [Entry] {
        var query = LogQuery()
        query.tail = lines
        query.timestamps = true
        var entries: [Entry] = []
        try await read(container, query) { entries.append($0) }
        return entries
    }

    /// Hands on every line until the container ends.
    ///
    /// - Parameter since: only lines after this timestamp; then `tail` does not count.
    func follow(
        _ container: String, tail: Int, since: String?, _ receive: (Entry) async -> Void
    ) async throws {
        var query = LogQuery()
        query.follows = true
        query.timestamps = true
        if let since, let seconds = Self.seconds(since) {
            query.since = seconds
        } else {
            query.tail = tail
        }
        try await read(container, query) { entry in
            // `since` includes the line of that very moment.
            if let since, entry.timestamp <= since { return }
            await receive(entry)
        }
    }

    private func read(_ container: String, _ query: LogQuery, _ receive: (Entry) async -> Void) async throws {
        var assembler = LogLineAssembler(hasTimestamps: true)
        for try await frame in try await docker.logs(of: container, query) {
            for line in assembler.feed(frame) { await receive(Self.entry(line)) }
        }
        for line in assembler.finish() { await receive(Self.entry(line)) }
    }

    private static func entry(_ line: LogLineAssembler.Line) -> Entry {
        let timestamp = line.timestamp ?? ""
        return Entry(
            time: date(timestamp) ?? Date(), timestamp: timestamp, stream: line.stream == .stderr ? .error : .output,
            text: line.text)
    }

    /// Docker writes RFC 3339 in UTC with nine digits of a second.
    static func date(_ timestamp: String) -> Date? {
        let parts = timestamp.split(separator: ".")
        guard parts.count == 2, let whole = try? Date("\(parts[0])Z", strategy: .iso8601),
            let fraction = Double("0." + parts[1].dropLast())
        else { return try? Date(timestamp, strategy: .iso8601) }
        return whole.addingTimeInterval(fraction)
    }

    /// Unix seconds with nanoseconds, as the daemon takes them, without rounding.
    static func seconds(_ timestamp: String) -> String? {
        let parts = timestamp.split(separator: ".")
        guard let whole = try? Date("\(parts[0].prefix(19))Z", strategy: .iso8601) else { return nil }
        let fraction = parts.count == 2 ? String(parts[1].dropLast()) : "0"
        return "\(Int(whole.timeIntervalSince1970)).\(fraction)"
    }
}
