import PlatformModel

/// Finds the positions of lines, in the order in which one reading of an output yields them.
///
/// A reading has to begin some lines before those that matter: of the first microsecond it may see only the end.
struct LogPlacement: Sendable {
    /// Lines before those that matter; so many are never written within a microsecond.
    static let margin = 100
    /// Containers that write at the same time are read a little out of order, which makes a microsecond return.
    private static let remembered = 4096

    private var counts: [Int: Int] = [:]
    private var order: [Int] = []

    mutating func position(of line: LogLine) -> LogPosition {
        let microseconds = line.time.microseconds
        let ordinal = counts[microseconds, default: 0] + 1
        counts[microseconds] = ordinal
        if ordinal == 1 { order.append(microseconds) }
        if order.count >= 2 * Self.remembered {
            for old in order.prefix(Self.remembered) { counts[old] = nil }
            order.removeFirst(Self.remembered)
        }
        return LogPosition(microseconds: microseconds, ordinal: ordinal)
    }
}

/// A line of an application's output with its position.
struct PlacedLine: Hashable, Sendable, NumberedLine {
    /// Counts up within a feed.
    let sequence: Int
    let position: LogPosition
    let line: LogLine
}
