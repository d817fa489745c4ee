import PlatformModel
import YAMLDocuments

extension ConfigurationParser {
    typealias Variable = BuildpacksConfiguration.Variable

    /// `env`: a list of `KEY=VALUE`, or a mapping.
    mutating func parseEnvironment(_ node: YAMLNode) -> [Variable] {
        switch node.content {
        case .sequence(let items): return parseList(items)
        case .mapping(let entries): return entries.compactMap { parseEntry($0) }
        case .scalar(let scalar):
            let found = scalar.isNull || scalar.text.isEmpty ? "needs a value" : "found \(node.kind)"
            report("\"env\" has to be a list of \"KEY=VALUE\" or a mapping: \(found)", at: node.position)
            return []
        }
    }

    private mutating func parseList(_ items: [YAMLNode]) -> [Variable] {
        var variables: [Variable] = []
        var lines: [String: Int] = [:]
        for item in items {
            guard let variable = parseItem(item) else { continue }
            if let line = lines[variable.name] {
                report("the variable \"\(variable.name)\" is there twice, first in line \(line)", at: item.position)
            } else {
                lines[variable.name] = item.position.line
            }
            variables.append(variable)
        }
        return variables
    }

    private mutating func parseItem(_ item: YAMLNode) -> Variable? {
        guard let scalar = item.scalar, !scalar.isNull else {
            let hint = item.mapping == nil ? "" : "; write KEY=VALUE, or leave out the \"-\" of every line"
            report("an entry of \"env\" has to be a text \"KEY=VALUE\", found \(item.kind)\(hint)", at: item.position)
            return nil
        }
        guard let equals = scalar.text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
            report(
                "the entry \(scalar.text.quotedForDisplay) of \"env\" has no \"=\"; write \"KEY=VALUE\", "
                    + "or \"KEY=\" for the empty text", at: item.position)
            return nil
        }
        let name = String(scalar.text[..<equals])
        let value = String(scalar.text[scalar.text.utf8.index(after: equals)...])
        return variable(name, value, nameAt: item, valueAt: item)
    }

    private mutating func parseEntry(_ entry: YAMLNode.Entry) -> Variable? {
        guard let name = text(ofKey: entry.key) else { return nil }
        guard let scalar = entry.value.scalar else {
            report(
                "the value of \(name.quotedForDisplay) in \"env\" has to be a text, found \(entry.value.kind)",
                at: entry.value.position)
            return nil
        }
        guard !scalar.isNull else {
            report(
                "\(name.quotedForDisplay) in \"env\" needs a value; write \"\" for the empty text",
                at: entry.value.position)
            return nil
        }
        return variable(name, scalar.text, nameAt: entry.key, valueAt: entry.value)
    }

    private mutating func variable(
        _ name: String, _ value: String, nameAt nameNode: YAMLNode, valueAt valueNode: YAMLNode
    ) -> Variable? {
        guard Self.isVariableName(name) else {
            report(
                "\(name.quotedForDisplay) is no name of a variable; use letters, digits and \"_\", "
                    + "and no digit first", at: nameNode.position)
            return nil
        }
        guard !value.utf8.contains(0) else {
            report("the value of \"\(name)\" has a NUL character, which no variable can hold", at: valueNode.position)
            return nil
        }
        return Variable(name: name, value: value)
    }

    /// POSIX.1-2017, section 8.1, lower case allowed.
    private static func isVariableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.count <= 256
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
