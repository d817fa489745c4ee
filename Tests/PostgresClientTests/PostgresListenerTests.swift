import Testing

@testable import PostgresClient

@Suite("Notifications", .timeLimit(.minutes(1)))
struct PostgresListenerTests {
    @Test("every subscriber hears every channel, in order")
    func delivers() async throws {
        let database = try await Database.create()
        let listener = try PostgresListener(database.configuration, channels: ["a", "B c"])
        var (first, second) = (listener.events().makeAsyncIterator(), listener.events().makeAsyncIterator())
        #expect(await first.next() == .connected)
        #expect(await second.next() == .connected)
        try await database.withConnection { connection in
            try connection.notify("a", payload: "1")
            try connection.notify("B c", payload: "2")
            try connection.notify("nobody", payload: "3")
            try connection.notify("a", payload: "4")
        }
        for expected in [("a", "1"), ("B c", "2"), ("a", "4")] {
            let event = PostgresListenerEvent.notification(
                PostgresNotification(channel: expected.0, payload: expected.1))
            #expect(await first.next() == event)
            #expect(await second.next() == event)
        }
        listener.stop()
        #expect(await first.next() == nil)
    }

    @Test("a message inside a transaction comes with the commit, and never with a rollback")
    func transactional() async throws {
        let database = try await Database.create()
        let listener = try PostgresListener(database.configuration, channels: ["a"])
        var events = listener.events().makeAsyncIterator()
        #expect(await events.next() == .connected)
        struct Undo: Error {}
        try await database.withConnection { connection in
            _ = try? connection.transaction { connection in
                try connection.notify("a", payload: "undone")
                throw Undo()
            }
            try connection.transaction { try $0.notify("a", payload: "done") }
        }
        #expect(await events.next() == .notification(PostgresNotification(channel: "a", payload: "done")))
    }

    @Test("signals begin at once, skip what is of no interest and merge what piles up")
    func signals() async throws {
        let database = try await Database.create()
        let listener = try PostgresListener(database.configuration, channels: ["a"])
        var all = listener.events().makeAsyncIterator()
        #expect(await all.next() == .connected)
        var signals = listener.signals { $0.payload == "mine" }.makeAsyncIterator()
        #expect(await signals.next() != nil)
        try await database.withConnection { connection in
            for payload in ["other", "mine", "mine", "mine", "end"] { try connection.notify("a", payload: payload) }
        }
        for _ in 0..<5 { _ = await all.next() }
        #expect(await signals.next() != nil)
        listener.stop()
        #expect(await signals.next() == nil)
    }

    @Test("a reader that falls behind is told to read the state anew")
    func overflow() async throws {
        let database = try await Database.create()
        let listener = try PostgresListener(database.configuration, channels: ["a"])
        let slow = listener.events()
        var witness = listener.signals { $0.payload == "last" }.makeAsyncIterator()
        #expect(await witness.next() != nil)
        var fast = listener.events().makeAsyncIterator()
        #expect(await fast.next() == .connected)
        try await database.withConnection { connection in
            try connection.query("SELECT pg_notify('a', n::text) FROM generate_series(1, 1000) AS n")
            try connection.notify("a", payload: "last")
        }
        while let event = await fast.next() {
            if event == .notification(PostgresNotification(channel: "a", payload: "last")) { break }
        }
        listener.stop()
        var heard: [PostgresListenerEvent] = []
        for await event in slow { heard.append(event) }
        #expect(heard.count <= 256)
        #expect(heard.contains(.connected))
    }

    @Test("a listener that nobody holds ends its streams")
    func endsWithItsOwner() async throws {
        let database = try await Database.create()
        var listener: PostgresListener? = try PostgresListener(database.configuration, channels: ["a"])
        var events = try #require(listener?.events()).makeAsyncIterator()
        #expect(await events.next() == .connected)
        listener = nil
        #expect(await events.next() == nil)
    }
}
