/// Writes tables as TOML 1.0, values first, then sub-tables, each in the order of its table.
public struct TOMLWriter {
    private var text = ""

    private init() {}

    /// The document for `table`.
    public static func write(_ table: TOMLTable) -> String {
        var writer = TOMLWriter()
        writer.body(table, path: [])
        return writer.text
    }

    private mutating func body(_ table: TOMLTable, path: [String]) {
        for key in table.keys {
            guard let node = table[key], !Self.isSection(node.value) else { continue }
            text += "\(Self.key(key)) = \(Self.inline(node.value))\n"
        }
        for key in table.keys {
            guard let node = table[key], Self.isSection(node.value) else { continue }
            let inner = path + [Self.key(key)]
            let name = inner.joined(separator: ".")
            switch node.value {
            case .table(let child):
                text += (text.isEmpty ? "" : "\n") + "[\(name)]\n"
                body(child, path: inner)
            case .array(let nodes):
                for case .table(let child) in nodes.map(\.value) {
                    text += (text.isEmpty ? "" : "\n") + "[[\(name)]]\n"
                    body(child, path: inner)
                }
            default: break
            }
        }
    }

    private static func isSection(_ value: TOMLValue) -> Bool {
        switch value {
        case .table: true
        case .array(let nodes):
            !nodes.isEmpty
                && nodes.allSatisfy {
                    if case .table = $0.value { true } else { false }
                }
        default: false
        }
    }

    private static func key(_ key: String) -> String {
        !key.isEmpty && key.utf8.allSatisfy(TOMLParser.isBareKeyByte) ? key : quoted(key)
    }

    private static func inline(_ value: TOMLValue) -> String {
        switch value {
        case .string(let string): return quoted(string)
        case .integer(let integer): return String(integer)
        case .float(let float):
            if float.isNaN { return "nan" }
            if float.isInfinite { return float < 0 ? "-inf" : "inf" }
            return float.description
        case .boolean(let flag): return flag ? "true" : "false"
        case .dateTime(let word): return word
        case .array(let nodes): return "[" + nodes.map { inline($0.value) }.joined(separator: ", ") + "]"
        case .table(let table):
            let pairs = table.keys.compactMap { name in table[name].map { "\(key(name)) = \(inline($0.value))" } }
            return pairs.isEmpty ? "{}" : "{ " + pairs.joined(separator: ", ") + " }"
        }
    }

    private static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case let control where control.value < 0x20 || control.value == 0x7F:
                let digits = String(control.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
