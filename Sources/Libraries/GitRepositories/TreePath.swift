/// A path inside a git tree: names as bytes, since git does not say in which encoding they are.
public struct TreePath: Hashable, Sendable, CustomStringConvertible {
    /// Non-empty names without `/`, from the tree's root down; none means the root itself.
    public let components: [[UInt8]]

    public static let root = TreePath(components: [])

    init(components: [[UInt8]]) {
        self.components = components
    }

    /// Reads a relative path such as `docs/site`, `./docs` or `.`; empty and `.` components are dropped.
    ///
    /// `nil` when the path is absolute or has a `..` or a NUL: what such a path means depends on a file system.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.first != UInt8(ascii: "/"), !bytes.contains(0) else { return nil }
        let parts = bytes.split(separator: UInt8(ascii: "/")).map(Array.init).filter { $0 != [UInt8(ascii: ".")] }
        guard !parts.contains(Array("..".utf8)) else { return nil }
        self.components = parts
    }

    public var isRoot: Bool { components.isEmpty }

    public func appending(_ name: [UInt8]) -> TreePath {
        TreePath(components: components + [name])
    }

    /// The path as a file system takes it: names joined by `/`.
    public var bytes: [UInt8] {
        Array(components.joined(separator: CollectionOfOne(UInt8(ascii: "/"))))
    }

    /// The path as git shows it: as it is when every character is printable, else in double quotes with C escapes and
    /// octal bytes (`core.quotePath`), so that a hostile name cannot write to a terminal.
    public var description: String { isRoot ? "." : Self.quoted(bytes) }

    static func quoted(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self), text.unicodeScalars.allSatisfy(isHarmless) {
            return text
        }
        return "\"" + bytes.map(escaped).joined() + "\""
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: scalar != "\""
        }
    }

    private static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\n"): "\\n"
        case UInt8(ascii: "\t"): "\\t"
        case UInt8(ascii: "\r"): "\\r"
        case UInt8(ascii: "\""): "\\\""
        case UInt8(ascii: "\\"): "\\\\"
        case 0x20..<0x7F: String(UnicodeScalar(byte))
        default: "\\" + String(repeating: "0", count: 3 - String(byte, radix: 8).count) + String(byte, radix: 8)
        }
    }
}
