/// Cuts a byte stream into lines, whatever the chunks; a line longer than the limit is cut off, not refused.
public struct LineSplitter: Sendable {
    private let limit: Int
    private var partial: [UInt8] = []

    /// - Parameter limit: the bytes kept of one line.
    public init(limit: Int = 1 << 20) {
        self.limit = limit
    }

    /// The lines that ended in these bytes, without `\n` or `\r\n`.
    public mutating func feed(_ bytes: some Collection<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            append(rest[..<end])
            lines.append(take())
            rest = rest[rest.index(after: end)...]
        }
        append(rest)
        return lines
    }

    /// What is left after the last line break, `nil` where nothing is.
    public mutating func finish() -> [UInt8]? {
        partial.isEmpty ? nil : take()
    }

    private mutating func append(_ bytes: some Collection<UInt8>) {
        partial += bytes.prefix(limit - partial.count)
    }

    private mutating func take() -> [UInt8] {
        defer { partial = [] }
        return partial.last == UInt8(ascii: "\r") ? Array(partial.dropLast()) : partial
    }
}
