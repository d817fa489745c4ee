/// Where a line stands in an application's output: its time, and its number among the lines of the same microsecond.
///
/// Lines of one container are written down in their order and keep their times, so a position means the same line whenever
/// the output is read again, by whichever process.
struct LogPosition: Hashable, Sendable {
    /// Since 1970.
    let microseconds: Int
    /// From 1.
    let ordinal: Int
}

extension LogPosition: Comparable {
    static func < (one: LogPosition, other: LogPosition) -> Bool {
        (one.microseconds, one.ordinal) < (other.microseconds, other.ordinal)
    }

    /// Behind every line of a microsecond.
    static func end(of microseconds: Int) -> LogPosition { LogPosition(microseconds: microseconds, ordinal: .max) }
}

/// The form of event ids: `MICROSECONDS-ORDINAL`.
extension LogPosition: LosslessStringConvertible {
    var description: String { "\(microseconds)-\(ordinal)" }

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let microseconds = parts[0], let ordinal = parts[1], microseconds >= 0, ordinal > 0
        else { return nil }
        self.init(microseconds: microseconds, ordinal: ordinal)
    }
}
