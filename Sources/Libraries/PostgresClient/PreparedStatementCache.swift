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

    /// A text means another statement when its values have other types: `SELECT $1`.
    struct Statement: Hashable {
        let sql: String
        let types: [PostgresType]

        init(_ query: PostgresQuery) {
            sql = query.sql
            types = query.parameters.map(\.type)
        }
    }

    private struct Entry {
        var name: String?
        var lastUse: Int
    }

    private let capacity: Int
    private var entries: [Statement: Entry] = [:]
    private var clock = 0
    private var namesGiven = 0
    /// Names whose texts were forgotten while the server still holds them.
    private var evicted: [String] = []

    init(capacity: Int = 64) {
        self.capacity = capacity
    }

    /// What to do with a statement that is about to run.
    mutating func plan(for statement: Statement) -> Plan {
        clock += 1
        if let entry = entries[statement] {
            entries[statement]?.lastUse = clock
            if let name = entry.name { return .usePrepared(name: name) }
            namesGiven += 1
            return .prepare(name: "s\(namesGiven)")
        }
        if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            forget(oldest.key)
        }
        entries[statement] = Entry(name: nil, lastUse: clock)
        return .sendText
    }

    /// Hands over, once, the names that the server can free.
    mutating func takeEvicted() -> [String] {
        defer { evicted = [] }
        return evicted
    }

    mutating func didPrepare(_ statement: Statement, as name: String) {
        entries[statement]?.name = name
    }

    /// Forgets a statement that the server no longer accepts.
    mutating func forget(_ statement: Statement) {
        if let name = entries.removeValue(forKey: statement)?.name { evicted.append(name) }
    }
}
