/// Header fields in the order they were added; names compare without regard to case (RFC 9110, section 5.1).
public struct HTTPHeaders: Sendable, Equatable {
    public private(set) var fields: [Field] = []

    public struct Field: Sendable, Equatable {
        public var name: String
        public var value: String
    }

    public init() {}

    /// The first value of that name.
    public subscript(name: String) -> String? {
        fields.first { Self.same($0.name, name) }?.value
    }

    public mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Removes every field of that name and adds this one.
    public mutating func replace(_ name: String, with value: String) {
        fields.removeAll { Self.same($0.name, name) }
        add(name, value)
    }

    /// Removes every field of that name.
    public mutating func removeAll(_ name: String) { fields.removeAll { Self.same($0.name, name) } }

    /// Every value of that name, in order.
    public func values(_ name: String) -> [String] {
        fields.filter { Self.same($0.name, name) }.map(\.value)
    }

    private static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { lowered($0) == lowered($1) }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }
}
