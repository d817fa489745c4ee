/// One bound value in PostgreSQL's wire form.
public struct PostgresParameter: Sendable, Hashable {
    enum Format: Int32, Sendable {
        case text = 0
        case binary = 1
    }

    let type: PostgresType
    let format: Format
    /// `nil` is NULL.
    let bytes: [UInt8]?

    /// NULL of a type.
    init(type: PostgresType, null: Void) {
        self.type = type
        format = .binary
        bytes = nil
    }

    init(type: PostgresType, binary bytes: [UInt8]) {
        self.type = type
        format = .binary
        self.bytes = bytes
    }

    init(type: PostgresType, text: String) {
        self.type = type
        format = .text
        bytes = Array(text.utf8)
    }

    /// libpq ends text values at their first NUL; PostgreSQL cannot store one in text at all.
    var isExpressible: Bool {
        format == .binary || bytes?.contains(0) != true
    }
}

extension PostgresParameter: CustomStringConvertible, CustomReflectable {
    /// Names the type, not the value: parameters may be secrets.
    public var description: String { "parameter of type \(type)" }
    public var customMirror: Mirror { Mirror(self, children: ["type": type]) }
}
