/// A place in a YAML text, as editors count it.
public struct YAMLPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// From 1. Lines end with LF, CR LF or CR.
    public let line: Int
    /// From 1, in Unicode scalars; a tab counts as one.
    public let column: Int
    /// Bytes from the beginning of the file, a byte order mark included.
    public let offset: Int

    public init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    public static func < (left: YAMLPosition, right: YAMLPosition) -> Bool { left.offset < right.offset }

    /// `line:column`
    public var description: String { "\(line):\(column)" }
}
