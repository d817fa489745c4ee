import PlatformModel
import PostgresClient

extension PostgresRow {
    /// Reads a column of text and parses it into a value of the model.
    ///
    /// - Throws: ``PlatformError`` with code `internalError` if the database holds what the model refuses.
    func parse<Value>(_ column: String, _ parse: (String) throws -> Value?) throws -> Value {
        guard let value = try parse(get(column, as: String.self)) else { throw Self.unreadable(column) }
        return value
    }

    /// The same for a column that may be NULL.
    func parseOptional<Value>(_ column: String, _ parse: (String) throws -> Value?) throws -> Value? {
        guard let text = try get(column, as: String?.self) else { return nil }
        guard let value = try parse(text) else { throw Self.unreadable(column) }
        return value
    }

    private static func unreadable(_ column: String) -> PlatformError {
        PlatformError(
            .internalError, "the database holds a value in column \"\(column)\" that this program cannot read")
    }
}
