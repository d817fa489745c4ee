import Foundation
import Logging
import PlatformModel
import Testing

@testable import ClientAPI

/// Resuming an application's output after any of its lines gives the lines behind it: none twice, none lost, however many
/// were written in the same microsecond.
@Suite struct ResumedOutputTests {
    private let output = WrittenOutput()
    private let project = ProjectID()
    private static let start = 1_600_000_000_000_000
    /// Microseconds behind the start.
    private static let times = [0, 0, 0, 1, 2, 2, 900, 900, 901, 901, 901, 901]

    private func writeAll() {
        for (number, time) in Self.times.enumerated() { output.write("line \(number)", at: Self.start + time) }
    }

    @Test(arguments: 0..<12) func afterEachLine(_ number: Int) async throws {
        writeAll()
        let all = try await events(from: try await source(), atLeast: 12)
        #expect(all.map(\.text) == (0..<12).map { "line \($0)" })
        #expect(Set(all.map(\.id)).count == 12)
        let resumed = try await source(after: all[number].id)
        output.write("the last", at: Self.start + 902)
        let rest = try await events(from: resumed, atLeast: 12 - number)
        #expect(rest.map(\.text) == ((number + 1)..<12).map { "line \($0)" } + ["the last"])
        // The same positions by whichever reading: who resumes from the second reading gets the same rest.
        #expect(rest.dropLast().map(\.id) == all.dropFirst(number + 1).map(\.id))
    }

    @Test func whatIsWrittenInTheMicrosecondOfTheLastLineReadIsNotTakenForIt() async throws {
        writeAll()
        var source = try await source()
        // Written between the reading of the newest lines and the joining of the feed, and after it.
        output.write("in between", at: Self.start + 901)
        source.open()
        output.write("afterwards", at: Self.start + 901)
        var seen: [String] = []
        for _ in 0..<200 where seen.count < 14 {
            seen += try await source.next().compactMap(Self.line).map(\.text)
            if seen.count < 14 { _ = await source.bell.next() }
        }
        source.close()
        #expect(seen == (0..<12).map { "line \($0)" } + ["in between", "afterwards"])
    }

    @Test func theFeedGoesOnAfterTheEngineWasAway() async throws {
        writeAll()
        var source = try await source(tail: 0)
        source.open()
        output.write("before", at: Self.start + 950)
        #expect(try await lines(1, from: &source) == ["before"])
        output.breakCalls()
        output.write("meanwhile", at: Self.start + 950)
        #expect(try await lines(1, from: &source) == ["meanwhile"])
        source.close()
    }

    @Test func whoResumesGetsEverythingSinceHoweverShortTheTail() async throws {
        for number in 0..<500 { output.write("line \(number)", at: Self.start + number) }
        let resumed = try await source(tail: 10_000, after: "\(LogPosition(microseconds: Self.start, ordinal: 1))")
        #expect(try await events(from: resumed, atLeast: 499).count == 499)
    }

    @Test(arguments: ["", "x", "-", "1-", "-1", "1-0", "1-1-1", "-5-1", "1.5-1", "99999999999999999999-1", "12"])
    func idsThatNoEventHasAreNone(_ text: String) {
        #expect(LogPosition(text) == nil)
    }

    @Test func aPositionFromTheFutureIsNow() async throws {
        writeAll()
        let source = try await source(after: "\(LogPosition(microseconds: .max, ordinal: 1))")
        output.write("new", at: Date().microseconds + 3_600_000_000)
        #expect(try await events(from: source, atLeast: 1).map(\.text) == ["new"])
    }

    private func source(tail: Int = 1000, after id: String? = nil) async throws -> ApplicationLogSource {
        let after = try id.map { try #require(LogPosition($0)) }
        return try await ApplicationLogSource(
            of: project, tail: tail, after: after, engine: output, feeds: ApplicationLogSource.Feeds(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private func lines(_ count: Int, from source: inout ApplicationLogSource) async throws -> [String] {
        var seen: [String] = []
        while seen.count < count {
            let events = try await source.next()
            seen += events.compactMap(Self.line).map(\.text)
            if events.isEmpty { _ = await source.bell.next() }
        }
        return seen
    }

    /// Reads until there are as many lines, then what else is there.
    private func events(
        from source: ApplicationLogSource, atLeast count: Int
    ) async throws -> [(id: String, text: String)] {
        var source = source
        source.open()
        var seen: [(id: String, text: String)] = []
        while true {
            let events = try await source.next()
            seen += events.compactMap(Self.line)
            if !events.isEmpty { continue }
            if seen.count >= count { break }
            _ = await source.bell.next()
        }
        source.close()
        return seen
    }

    private static func line(_ event: ServerSentEvent) -> (id: String, text: String)? {
        guard case .log(let line, let id) = event else { return nil }
        return (id, line.text)
    }
}
