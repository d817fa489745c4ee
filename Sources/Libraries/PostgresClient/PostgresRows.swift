/// The rows a statement returned.
///
/// libpq's result is read-only once it is complete and may be shared between threads (PostgreSQL manual 34.20).
public struct PostgresRows: RandomAccessCollection, Sendable {
    let result: LibPQResult

    public var startIndex: Int { 0 }
    public var endIndex: Int { result.rowCount }
    public subscript(position: Int) -> PostgresRow { PostgresRow(result: result, index: position) }

    /// How many rows the statement inserted, changed, deleted or returned.
    public var affected: Int { result.affectedRows }

    /// Decodes the only row, or `nil` if there is none.
    ///
    /// - Throws: ``PostgresError`` with `decoding` if there are several rows, or types do not fit.
    public func decodeFirst<each Value: PostgresDecodable>(
        _ types: (repeat each Value).Type
    ) throws(PostgresError) -> (repeat each Value)? {
        guard count <= 1 else { throw PostgresError(.decoding, "expected one row, got \(count)", wasSent: true) }
        guard let row = first else { return nil }
        let values: (repeat each Value) = try row.decodeColumns(repeat (each Value).self)
        return values
    }

    /// Decodes the one row there has to be.
    public func decodeOnly<each Value: PostgresDecodable>(
        _ types: (repeat each Value).Type
    ) throws(PostgresError) -> (repeat each Value) {
        guard count == 1, let row = first else {
            throw PostgresError(.decoding, "expected one row, got \(count)", wasSent: true)
        }
        return try row.decodeColumns(repeat (each Value).self)
    }
}

/// The same for rows of one column.
extension PostgresRows {
    public func decodeFirst<Value: PostgresDecodable>(_ type: Value.Type) throws(PostgresError) -> Value? {
        guard count <= 1 else { throw PostgresError(.decoding, "expected one row, got \(count)", wasSent: true) }
        return try first?.decode(type)
    }

    public func decodeOnly<Value: PostgresDecodable>(_ type: Value.Type) throws(PostgresError) -> Value {
        guard count == 1, let row = first else {
            throw PostgresError(.decoding, "expected one row, got \(count)", wasSent: true)
        }
        return try row.decode(type)
    }
}

/// One row; its columns are read by position or by name.
public struct PostgresRow: Sendable {
    let result: LibPQResult
    let index: Int

    /// Reads a column by name.
    ///
    /// - Throws: ``PostgresError`` with `decoding`.
    public func get<Value: PostgresDecodable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let position = result.columns.firstIndex(where: { $0.name == column }) else {
            throw PostgresError(.decoding, "the result has no column \"\(column)\"", wasSent: true)
        }
        return try Value.decode(result.cell(row: index, column: position))
    }

    /// Reads the only column.
    public func decode<Value: PostgresDecodable>(_ type: Value.Type) throws(PostgresError) -> Value {
        try decodeColumns(type)
    }

    /// Reads all columns by position, for instance `row.decode((UUID, String, Int?).self)`.
    ///
    /// - Throws: ``PostgresError`` with `decoding` if the number of columns differs, or a type does not fit.
    public func decode<each Value: PostgresDecodable>(
        _ types: (repeat each Value).Type
    ) throws(PostgresError) -> (repeat each Value) {
        try decodeColumns(repeat (each Value).self)
    }

    func decodeColumns<each Value: PostgresDecodable>(
        _ types: repeat (each Value).Type
    ) throws(PostgresError) -> (repeat each Value) {
        var wanted = 0
        for _ in repeat (each Value).self { wanted += 1 }
        guard wanted == result.columns.count else {
            throw PostgresError(
                .decoding, "expected \(wanted) columns, got \(result.columns.count)", wasSent: true)
        }
        var cursor = ColumnCursor(row: self)
        return (repeat try cursor.next((each Value).self))
    }
}

/// Hands out a row's columns from left to right.
private struct ColumnCursor {
    let row: PostgresRow
    var position = 0

    mutating func next<Value: PostgresDecodable>(_: Value.Type) throws(PostgresError) -> Value {
        defer { position += 1 }
        return try Value.decode(row.result.cell(row: row.index, column: position))
    }
}
