/// Decides which statements of one connection are worth preparing, and under which name.
///
/// A statement is prepared the second time it is run: a process that runs each statement once pays no extra round trip.
/// Names are never reused, so a name that the server still holds cannot stand for another text.
struct PreparedStatementCache {
    enum Plan: Equatable {
        /// Send the text and forget it.
        case sendText
        /// Prepare under this name, then run it.
        case prepare(name: String)
        /// Run what was prepared.
        case usePrepared(name: String)
    }

    private struct Entry {
        var name: String?
        var lastUse: Int
    }

    private let capacity: Int
    private var entries: [String: Entry] = [:]
    private var clock = 0
    private var namesGiven = 0
    /// Names whose texts were forgotten while the server still holds them.
    private var evicted: [String] = []

    init(capacity: Int = 64) {
        self.capacity = capacity
    }

    /// What to do with a statement that is about to run.
    mutating func plan(for sql: String) -> Plan {
        clock += 1
        if let entry = entries[sql] {
            entries[sql]?.lastUse = clock
            if let name = entry.name { return .usePrepared(name: name) }
            namesGiven += 1
            return .prepare(name: "s\(namesGiven)")
        }
        if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            forget(oldest.key)
        }
        entries[sql] = Entry(name: nil, lastUse: clock)
        return .sendText
    }

    /// Hands over, once, the names that the server can free.
    mutating func takeEvicted() -> [String] {
        defer { evicted = [] }
        return evicted
    }

    mutating func didPrepare(_ sql: String, as name: String) {
        entries[sql]?.name = name
    }

    /// Forgets a statement that the server no longer accepts.
    mutating func forget(_ sql: String) {
        if let name = entries.removeValue(forKey: sql)?.name { evicted.append(name) }
    }
}
