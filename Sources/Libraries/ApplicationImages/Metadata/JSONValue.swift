import BuildpackLifecycle

/// Any JSON, for the parts of labels that buildpacks fill as they like.
public enum JSONValue: Sendable, Equatable, Codable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let values): try container.encode(values)
        }
    }
}

extension JSONValue {
    /// The JSON a TOML table becomes in a label.
    package init(_ table: TOMLTable) {
        var object: [String: JSONValue] = [:]
        for key in table.keys { object[key] = table[key].map { JSONValue($0.value) } }
        self = .object(object)
    }

    private init(_ value: TOMLValue) {
        switch value {
        case .string(let string), .dateTime(let string): self = .string(string)
        case .integer(let integer): self = .integer(integer)
        case .float(let float): self = float.isFinite ? .number(float) : .string(float.description)
        case .boolean(let flag): self = .boolean(flag)
        case .array(let nodes): self = .array(nodes.map { JSONValue($0.value) })
        case .table(let table): self = JSONValue(table)
        }
    }

    /// The TOML table a label's JSON becomes when it is restored; what is no object is no table.
    package var table: TOMLTable {
        guard case .object(let object) = self else { return TOMLTable() }
        var table = TOMLTable()
        for key in object.keys.sorted() {
            if let value = object[key]?.tomlValue { table.set(key, value) }
        }
        return table
    }

    private var tomlValue: TOMLValue? {
        switch self {
        case .null: nil
        case .boolean(let flag): .boolean(flag)
        case .integer(let integer): .integer(integer)
        case .number(let number): .float(number)
        case .string(let string): .string(string)
        case .array(let values): .array(values.compactMap { $0.tomlValue.map { TOMLNode($0) } })
        case .object: .table(table)
        }
    }
}
