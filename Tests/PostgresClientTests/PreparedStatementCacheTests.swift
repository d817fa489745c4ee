import Testing

@testable import PostgresClient

@Suite("Which statements are prepared")
struct PreparedStatementCacheTests {
    @Test("the first run sends text, the second prepares, the third reuses")
    func preparesOnSecondUse() {
        var cache = PreparedStatementCache()
        #expect(cache.plan(for: "A") == .sendText)
        #expect(cache.plan(for: "A") == .prepare(name: "s1"))
        cache.didPrepare("A", as: "s1")
        #expect(cache.plan(for: "A") == .usePrepared(name: "s1"))
        #expect(cache.plan(for: "B") == .sendText)
    }

    @Test("a preparation that failed is tried again under a fresh name")
    func namesAreNotReused() {
        var cache = PreparedStatementCache()
        _ = cache.plan(for: "A")
        #expect(cache.plan(for: "A") == .prepare(name: "s1"))
        #expect(cache.plan(for: "A") == .prepare(name: "s2"))
    }

    @Test("the statement unused for longest makes room, and its name is handed over once")
    func evictsLeastRecentlyUsed() {
        var cache = PreparedStatementCache(capacity: 2)
        for sql in ["A", "A"] { _ = cache.plan(for: sql) }
        cache.didPrepare("A", as: "s1")
        _ = cache.plan(for: "B")
        _ = cache.plan(for: "A")
        _ = cache.plan(for: "C")
        #expect(cache.takeEvicted() == [])
        _ = cache.plan(for: "C")
        _ = cache.plan(for: "D")
        #expect(cache.takeEvicted() == ["s1"])
        #expect(cache.takeEvicted() == [])
        #expect(cache.plan(for: "A") == .sendText)
    }

    @Test("a statement the server refuses is forgotten")
    func forgets() {
        var cache = PreparedStatementCache()
        for _ in 0..<2 { _ = cache.plan(for: "A") }
        cache.didPrepare("A", as: "s1")
        cache.forget("A")
        #expect(cache.takeEvicted() == ["s1"])
        #expect(cache.plan(for: "A") == .sendText)
    }
}
