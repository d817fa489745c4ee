import PlatformModel

/// A line that is found by its number.
protocol NumberedLine: Sendable, Hashable {
    /// Ascending within its log.
    var sequence: Int { get }
}

extension LogLine: NumberedLine {}

/// The newest lines of a log, in memory.
struct LogWindow<Line: NumberedLine>: Hashable, Sendable {
    private let capacity: Int
    private var lines: [Line] = []
    /// Everything with a higher number than this that is known is in `lines`.
    private var start: Int

    /// - Parameter last: the number of the last line there was before.
    init(capacity: Int, after last: Int) {
        self.capacity = capacity
        start = last
    }

    /// The number of the newest line.
    var last: Int { lines.last?.sequence ?? start }

    /// The position from which all lines in memory are read.
    var beginning: Int { start }

    /// - Parameter new: with ascending numbers above ``last``; gaps are possible.
    mutating func append(_ new: [Line]) {
        lines += new
        let surplus = lines.count - capacity
        guard surplus > 0 else { return }
        start = lines[surplus - 1].sequence
        lines.removeFirst(surplus)
    }

    /// The oldest lines after a position, at most `limit`; `nil` when some of them are not in memory any more.
    func lines(after position: Int, limit: Int) -> [Line]? {
        guard position >= start else { return nil }
        // Readers are near the end.
        let first = lines.lastIndex { $0.sequence <= position }.map { $0 + 1 } ?? 0
        return Array(lines[first...].prefix(limit))
    }
}
