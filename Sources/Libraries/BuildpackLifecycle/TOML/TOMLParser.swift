/// Reads TOML 1.0 (https://toml.io/en/v1.0.0) and keeps the place of every value.
///
/// The lifecycle binary runs inside other people's images, statically linked and started for every build, and its
/// messages name file, line and key; the packaged parsers keep no places and bring a C++ runtime and Foundation along.
struct TOMLParser {
    static let sizeLimit = 4 << 20
    static let depthLimit = 64

    let file: String
    let bytes: [UInt8]
    var offset = 0
    var line = 1
    var lineStart = 0

    /// Parses a whole document. Throws `malformedDocument` with `file:line:column`.
    static func parse(_ bytes: [UInt8], file: String) throws(BuildpackError) -> TOMLTable {
        guard bytes.count <= sizeLimit else {
            throw BuildpackError(.malformedDocument, "\(file): larger than \(sizeLimit >> 20) MiB")
        }
        var parser = TOMLParser(file: file, bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.offset = 3 }
        return try parser.document()
    }

    var position: TOMLPosition { TOMLPosition(line: line, column: offset - lineStart + 1) }
    var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    func peek(_ distance: Int) -> UInt8? { offset + distance < bytes.count ? bytes[offset + distance] : nil }

    func failure(_ message: String, at place: TOMLPosition? = nil) -> BuildpackError {
        let place = place ?? position
        return BuildpackError(.malformedDocument, "\(file):\(place.line):\(place.column): \(message)")
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        offset += 1
        return true
    }

    mutating func require(_ byte: UInt8, _ what: String) throws(BuildpackError) {
        guard take(byte) else { throw failure("expected \(what)") }
    }

    mutating func skipBlanks() {
        while current == UInt8(ascii: " ") || current == UInt8(ascii: "\t") { offset += 1 }
    }

    mutating func newline() -> Bool {
        if current == 0x0D, peek(1) == 0x0A { offset += 1 }
        guard current == 0x0A else { return false }
        offset += 1
        line += 1
        lineStart = offset
        return true
    }

    mutating func skipComment() throws(BuildpackError) {
        guard take(UInt8(ascii: "#")) else { return }
        while let byte = current, byte != 0x0A {
            let endsLine = byte == 0x0D && peek(1) == 0x0A
            if endsLine { return }
            if (byte < 0x20 && byte != 0x09) || byte == 0x7F { throw failure("control character in a comment") }
            offset += 1
        }
    }

    /// Skips blanks, comments and line ends.
    mutating func skipFiller() throws(BuildpackError) {
        repeat {
            skipBlanks()
            try skipComment()
        } while newline()
    }

    private mutating func endOfLine() throws(BuildpackError) {
        skipBlanks()
        try skipComment()
        guard newline() || current == nil else { throw failure("expected the end of the line") }
    }

    private mutating func document() throws(BuildpackError) -> TOMLTable {
        let root = TOMLTableBuilder(origin: .header, position: position)
        var table = root
        while true {
            try skipFiller()
            guard let byte = current else { return root.finished() }
            if byte == UInt8(ascii: "[") {
                table = try header(root: root)
            } else {
                try keyValue(into: table)
            }
            try endOfLine()
        }
    }

    private mutating func header(root: TOMLTableBuilder) throws(BuildpackError) -> TOMLTableBuilder {
        let place = position
        offset += 1
        let isArray = take(UInt8(ascii: "["))
        skipBlanks()
        let path = try dottedKey()
        skipBlanks()
        try require(UInt8(ascii: "]"), "\"]\"")
        if isArray { try require(UInt8(ascii: "]"), "\"]]\"") }
        guard path.count <= Self.depthLimit else { throw failure("tables nested too deeply", at: place) }
        var parent = root
        for key in path.dropLast() { parent = try step(into: parent, key: key, place: place) }
        let last = path[path.count - 1]
        return isArray
            ? try appendTable(to: parent, key: last, place: place) : try openTable(in: parent, key: last, place: place)
    }

    private func step(
        into parent: TOMLTableBuilder, key: String, place: TOMLPosition
    ) throws(BuildpackError) -> TOMLTableBuilder {
        switch parent[key] {
        case nil:
            let made = TOMLTableBuilder(origin: .implicit, position: place)
            parent[key] = .table(made)
            return made
        case .table(let table): return table
        case .arrayOfTables(let tables, _): return tables[tables.count - 1]
        case .value: throw failure("\"\(key)\" is a value already, not a table", at: place)
        }
    }

    private func openTable(
        in parent: TOMLTableBuilder, key: String, place: TOMLPosition
    ) throws(BuildpackError) -> TOMLTableBuilder {
        switch parent[key] {
        case nil:
            let made = TOMLTableBuilder(origin: .header, position: place)
            parent[key] = .table(made)
            return made
        case .table(let table) where table.origin == .implicit:
            table.origin = .header
            return table
        default: throw failure("table \"\(key)\" is defined twice", at: place)
        }
    }

    private func appendTable(
        to parent: TOMLTableBuilder, key: String, place: TOMLPosition
    ) throws(BuildpackError) -> TOMLTableBuilder {
        let made = TOMLTableBuilder(origin: .header, position: place)
        switch parent[key] {
        case nil: parent[key] = .arrayOfTables([made], place)
        case .arrayOfTables(let tables, let first): parent[key] = .arrayOfTables(tables + [made], first)
        default: throw failure("\"\(key)\" is not an array of tables", at: place)
        }
        return made
    }

    /// Reads `key = value` into `table`, making the tables a dotted key names.
    mutating func keyValue(into table: TOMLTableBuilder, depth: Int = 0) throws(BuildpackError) {
        let place = position
        let path = try dottedKey()
        skipBlanks()
        try require(UInt8(ascii: "="), "\"=\" after the key \"\(path.joined(separator: "."))\"")
        skipBlanks()
        var target = table
        for key in path.dropLast() {
            switch target[key] {
            case nil:
                let made = TOMLTableBuilder(origin: .dotted, position: place)
                target[key] = .table(made)
                target = made
            case .table(let existing) where existing.origin != .header: target = existing
            default: throw failure("\"\(key)\" is defined already", at: place)
            }
        }
        let last = path[path.count - 1]
        guard target[last] == nil else { throw failure("key \"\(last)\" is defined twice", at: place) }
        target[last] = .value(try value(depth: depth + path.count))
    }
}
