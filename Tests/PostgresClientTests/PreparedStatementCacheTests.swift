import Testing

@testable import PostgresClient

@Suite("Which statements are prepared")
struct PreparedStatementCacheTests {
    private let first = PreparedStatementCache.Statement("SELECT 1")
    private let second = PreparedStatementCache.Statement("SELECT 2")
    private let third = PreparedStatementCache.Statement("SELECT 3")
    private let fourth = PreparedStatementCache.Statement("SELECT 4")

    @Test("the first run sends text, the second prepares, the third reuses")
    func preparesOnSecondUse() {
        var cache = PreparedStatementCache()
        #expect(cache.plan(for: first) == .sendText)
        #expect(cache.plan(for: first) == .prepare(name: "s1"))
        cache.didPrepare(first, as: "s1")
        #expect(cache.plan(for: first) == .usePrepared(name: "s1"))
        #expect(cache.plan(for: second) == .sendText)
    }

    @Test("a preparation that failed is tried again under a fresh name")
    func namesAreNotReused() {
        var cache = PreparedStatementCache()
        _ = cache.plan(for: first)
        #expect(cache.plan(for: first) == .prepare(name: "s1"))
        #expect(cache.plan(for: first) == .prepare(name: "s2"))
    }

    @Test("the statement unused for longest makes room, and its name is handed over once")
    func evictsLeastRecentlyUsed() {
        var cache = PreparedStatementCache(capacity: 2)
        for _ in 0..<2 { _ = cache.plan(for: first) }
        cache.didPrepare(first, as: "s1")
        _ = cache.plan(for: second)
        _ = cache.plan(for: first)
        _ = cache.plan(for: third)
        #expect(cache.takeEvicted() == [])
        _ = cache.plan(for: third)
        _ = cache.plan(for: fourth)
        #expect(cache.takeEvicted() == ["s1"])
        #expect(cache.takeEvicted() == [])
        #expect(cache.plan(for: first) == .sendText)
    }

    @Test("a statement the server refuses is forgotten")
    func forgets() {
        var cache = PreparedStatementCache()
        for _ in 0..<2 { _ = cache.plan(for: first) }
        cache.didPrepare(first, as: "s1")
        cache.forget(first)
        #expect(cache.takeEvicted() == ["s1"])
        #expect(cache.plan(for: first) == .sendText)
    }

    @Test("the same text with values of other types is another statement")
    func typesCount() {
        var cache = PreparedStatementCache()
        let integers = PreparedStatementCache.Statement("SELECT \(1)")
        let floats = PreparedStatementCache.Statement("SELECT \(0.5)")
        #expect(integers.sql == floats.sql)
        for _ in 0..<2 { _ = cache.plan(for: integers) }
        cache.didPrepare(integers, as: "s1")
        #expect(cache.plan(for: floats) == .sendText)
    }
}
