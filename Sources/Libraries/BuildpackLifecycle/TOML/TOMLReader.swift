/// Typed, named access to one table of a document; every error says file, line, key and what is expected.
public struct TOMLReader {
    public let file: String
    public let table: TOMLTable
    /// The dotted path of this table, empty for the document itself.
    public let path: String
    public let position: TOMLPosition

    /// Parses `bytes` as the document `file` (a name for messages only).
    public init(parsing bytes: [UInt8], file: String) throws(BuildpackError) {
        self.init(
            file: file, table: try TOMLParser.parse(bytes, file: file), path: "",
            position: TOMLPosition(line: 1, column: 1))
    }

    public init(parsing text: String, file: String) throws(BuildpackError) {
        try self.init(parsing: Array(text.utf8), file: file)
    }

    init(file: String, table: TOMLTable, path: String, position: TOMLPosition) {
        self.file = file
        self.table = table
        self.path = path
        self.position = position
    }

    /// An error about `key` of this table, or about the table where `key` is nil.
    public func failure(_ key: String?, _ message: String) -> BuildpackError {
        let place = key.flatMap { table[$0]?.position } ?? position
        let name = key.map(qualified) ?? (path.isEmpty ? "" : path)
        let subject = name.isEmpty ? "" : "\"\(name)\" "
        return BuildpackError(.malformedDocument, "\(file):\(place.line):\(place.column): \(subject)\(message)")
    }

    private func qualified(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func mismatch(_ key: String, _ value: TOMLValue, _ expected: String) -> BuildpackError {
        failure(key, "must be \(expected), it is \(value.kind)")
    }

    public func string(_ key: String) throws(BuildpackError) -> String? {
        guard let value = table[key]?.value else { return nil }
        guard case .string(let string) = value else { throw mismatch(key, value, "a string") }
        return string
    }

    public func requiredString(_ key: String) throws(BuildpackError) -> String {
        guard let string = try string(key) else { throw failure(nil, "lacks the key \"\(key)\", a string") }
        guard !string.isEmpty else { throw failure(key, "must not be empty") }
        return string
    }

    public func boolean(_ key: String, default fallback: Bool = false) throws(BuildpackError) -> Bool {
        guard let value = table[key]?.value else { return fallback }
        guard case .boolean(let flag) = value else { throw mismatch(key, value, "true or false") }
        return flag
    }

    public func strings(_ key: String) throws(BuildpackError) -> [String]? {
        guard let value = table[key]?.value else { return nil }
        guard case .array(let nodes) = value else { throw mismatch(key, value, "an array of strings") }
        var strings: [String] = []
        for node in nodes {
            guard case .string(let string) = node.value else { throw mismatch(key, node.value, "an array of strings") }
            strings.append(string)
        }
        return strings
    }

    /// The table under `key`, or nil where there is none.
    public func subtable(_ key: String) throws(BuildpackError) -> TOMLReader? {
        guard let node = table[key] else { return nil }
        guard case .table(let child) = node.value else { throw mismatch(key, node.value, "a table") }
        return TOMLReader(file: file, table: child, path: qualified(key), position: node.position)
    }

    public func requiredSubtable(_ key: String) throws(BuildpackError) -> TOMLReader {
        guard let child = try subtable(key) else { throw failure(nil, "lacks the table [\(qualified(key))]") }
        return child
    }

    /// The array of tables under `key`; empty where there is none.
    public func subtables(_ key: String) throws(BuildpackError) -> [TOMLReader] {
        guard let node = table[key] else { return [] }
        guard case .array(let nodes) = node.value else { throw mismatch(key, node.value, "an array of tables") }
        var readers: [TOMLReader] = []
        for element in nodes {
            guard case .table(let child) = element.value else {
                throw mismatch(key, element.value, "an array of tables")
            }
            readers.append(TOMLReader(file: file, table: child, path: qualified(key), position: element.position))
        }
        return readers
    }
}
