import ApplicationImages
import BuildpackLifecycle
import FoundationEssentials

/// How an inspection is written (`pack`'s `--output`).
public enum InspectionFormat: String, Sendable, CaseIterable {
    case humanReadable = "human-readable"
    case json, yaml, toml

    /// The document, keys in order; the human form is not made from it.
    func document(_ value: JSONValue) throws -> String {
        switch self {
        case .toml: return TOMLWriter.write(value.table)
        case .yaml: return "---\n" + Self.yaml(value, indent: "")
        case .json, .humanReadable:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
        }
    }

    /// Block style; scalars as JSON, which YAML 1.2 reads as it stands.
    private static func yaml(_ value: JSONValue, indent: String) -> String {
        switch value {
        case .object(let object) where !object.isEmpty:
            return object.sorted { $0.key < $1.key }.map { key, value in
                "\(indent)\(key):" + nested(value, indent: indent + "  ")
            }.joined()
        case .array(let values) where !values.isEmpty:
            return values.map { value in
                switch value {
                case .object(let object) where !object.isEmpty:
                    // The first key stands behind the dash.
                    "\(indent)- " + yaml(value, indent: indent + "  ").dropFirst(indent.utf8.count + 2)
                default: "\(indent)-" + nested(value, indent: indent + "  ")
                }
            }.joined()
        default: return "\(indent)\(scalar(value))\n"
        }
    }

    private static func nested(_ value: JSONValue, indent: String) -> String {
        switch value {
        case .object(let object) where !object.isEmpty: "\n" + yaml(value, indent: indent)
        case .array(let values) where !values.isEmpty: "\n" + yaml(value, indent: indent)
        default: " \(scalar(value))\n"
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }
}
