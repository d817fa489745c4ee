/// Where a key or value stands in a document; both count from 1, columns in bytes.
public struct TOMLPosition: Sendable, Hashable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A value of a TOML 1.0 document.
public indirect enum TOMLValue: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case float(Double)
    case boolean(Bool)
    /// An RFC 3339 date, time or date-time, kept as written: no part of the specifications computes with one.
    case dateTime(String)
    case array([TOMLNode])
    case table(TOMLTable)

    /// The kind's name as messages say it.
    public var kind: String {
        switch self {
        case .string: "a string"
        case .integer: "an integer"
        case .float: "a float"
        case .boolean: "a boolean"
        case .dateTime: "a date"
        case .array: "an array"
        case .table: "a table"
        }
    }
}

/// A value together with its place in the document; equality ignores the place.
public struct TOMLNode: Sendable, Equatable {
    public var value: TOMLValue
    public var position: TOMLPosition

    public init(_ value: TOMLValue, at position: TOMLPosition = TOMLPosition(line: 0, column: 0)) {
        self.value = value
        self.position = position
    }

    public static func == (left: TOMLNode, right: TOMLNode) -> Bool { left.value == right.value }
}

/// A table whose keys keep the order in which they were first set; equality ignores the order.
public struct TOMLTable: Sendable, Equatable {
    public private(set) var keys: [String] = []
    private var nodes: [String: TOMLNode] = [:]

    public init() {}

    public init(_ pairs: KeyValuePairs<String, TOMLValue>) {
        for (key, value) in pairs { self[key] = TOMLNode(value) }
    }

    public var isEmpty: Bool { keys.isEmpty }

    public subscript(key: String) -> TOMLNode? {
        get { nodes[key] }
        set {
            if newValue == nil {
                keys.removeAll { $0 == key }
            } else if nodes[key] == nil {
                keys.append(key)
            }
            nodes[key] = newValue
        }
    }

    /// Sets `key` to a value without a place in any document.
    public mutating func set(_ key: String, _ value: TOMLValue) { self[key] = TOMLNode(value) }

    public static func == (left: TOMLTable, right: TOMLTable) -> Bool { left.nodes == right.nodes }
}

extension TOMLValue {
    /// An array of strings.
    public static func strings(_ values: [String]) -> TOMLValue { .array(values.map { TOMLNode(.string($0)) }) }

    /// An array of tables.
    public static func tables(_ values: [TOMLTable]) -> TOMLValue { .array(values.map { TOMLNode(.table($0)) }) }
}
