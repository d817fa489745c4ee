import FoundationEssentials
import PlatformModel
import Testing

@testable import PostgresStore

@Suite("Logs and those who follow them", .timeLimit(.minutes(2)))
struct DeploymentLogTests {
    private func lines(_ range: ClosedRange<Int>, text: String = "line") -> [LogLine] {
        range.map { number in
            LogLine(
                sequence: number, time: Date(timeIntervalSince1970: 1_700_000_000 + Double(number)),
                stream: [.output, .error, .platform][number % 3], text: "\(text) \(number)")
        }
    }

    @Test("lines come back as they were, from any point on")
    func appends() async throws {
        let fixture = try await StoreFixture.create()
        let (database, id) = (fixture.database, try await fixture.deployment().id)
        try await database.append(lines(1...3), to: id)
        try await database.append([], to: id)
        try await database.append(lines(4...1000), to: id)
        #expect(try await database.log(of: id, after: 0, limit: 5000) == lines(1...1000))
        #expect(try await database.log(of: id, after: 990, limit: 5) == lines(991...995))
        #expect(try await database.log(of: id, after: 1000, limit: 5) == [])
    }

    @Test("a batch that is sent again after a failure adds only what is missing")
    func appendsOnce() async throws {
        let fixture = try await StoreFixture.create()
        let (database, id) = (fixture.database, try await fixture.deployment().id)
        try await database.append(lines(1...5), to: id)
        try await database.append(lines(1...8, text: "other"), to: id)
        #expect(try await database.log(of: id, after: 0, limit: 100) == lines(1...5) + lines(6...8, text: "other"))
    }

    @Test("hostile text is kept, a NUL is shown as the replacement character")
    func hostileText() async throws {
        let fixture = try await StoreFixture.create()
        let (database, id) = (fixture.database, try await fixture.deployment().id)
        let text = "'); DELETE FROM users; -- {\"a\",NULL} \\x00 \u{1B}[31m \u{1F352}"
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        try await database.append(
            [
                LogLine(sequence: 1, time: now, stream: .output, text: text),
                LogLine(sequence: 2, time: now, stream: .output, text: "a\0b"),
            ], to: id)
        #expect(try await database.log(of: id, after: 0, limit: 9).map(\.text) == [text, "a\u{FFFD}b"])
    }

    @Test("the log of a deployment that is gone is refused")
    func missing() async throws {
        let fixture = try await StoreFixture.create()
        let error = await #expect(throws: PlatformError.self) {
            try await fixture.database.append(lines(1...1), to: DeploymentID())
        }
        #expect(error?.code == .notFound)
    }

    @Test("a follower sees every line of a deployment that goes on while it reads")
    func follows() async throws {
        let fixture = try await StoreFixture.create()
        let (database, id) = (fixture.database, try await fixture.deployment().id)
        async let followed: [LogLine] = {
            var seen: [LogLine] = []
            for await _ in database.changes(of: id) {
                seen += try await database.log(of: id, after: seen.last?.sequence ?? 0, limit: 1000)
                if try await database.deployment(id)?.status.isUnfinished == false {
                    seen += try await database.log(of: id, after: seen.last?.sequence ?? 0, limit: 1000)
                    break
                }
            }
            return seen
        }()
        for batch in 0..<20 {
            try await database.append(lines((batch * 10 + 1)...(batch * 10 + 10)), to: id)
        }
        try await database.advance(id, from: [.received], to: .failed, DeploymentChange())
        #expect(try await followed == lines(1...200))
    }

    @Test("a request to cancel wakes whoever watches the deployment or its project")
    func wakes() async throws {
        let fixture = try await StoreFixture.create()
        let (database, deployment) = (fixture.database, try await fixture.deployment())
        for stream in [database.changes(of: deployment.id), database.changes(of: deployment.project)] {
            let watcher = Task {
                for await _ in stream {
                    if let reason = try await database.cancelRequest(for: deployment.id) { return reason }
                }
                return "the stream ended"
            }
            _ = try await database.requestCancel(deployment.id, reason: "enough")
            #expect(try await watcher.value == "enough")
        }
        database.close()
    }
}
