/// A statement whose values travel beside its text, never inside it.
///
/// Interpolating a value binds it: `"SELECT name FROM users WHERE id = \(id)"` sends `… WHERE id = $1` and the value.
/// Text that has to become part of the statement needs the label: `"LISTEN \(unescaped: channel)"`, and is the caller's duty.
public struct PostgresQuery: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The statement with `$1`, `$2`, … in place of values.
    public private(set) var sql: String
    /// The values, in order of their numbers.
    public private(set) var parameters: [PostgresParameter]

    public init(stringLiteral value: String) {
        sql = value
        parameters = []
    }

    public init(stringInterpolation interpolation: StringInterpolation) {
        sql = interpolation.sql
        parameters = interpolation.parameters
    }

    /// Builds a statement out of text that is trusted as it is.
    public init(unescaped sql: String, _ parameters: [PostgresParameter] = []) {
        self.sql = sql
        self.parameters = parameters
    }

    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        fileprivate var sql: String
        fileprivate var parameters: [PostgresParameter] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql = ""
            sql.reserveCapacity(literalCapacity + interpolationCount * 3)
            parameters.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) {
            sql += literal
        }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some PostgresEncodable) {
            parameters.append(value.postgresParameter)
            sql += "$\(parameters.count)"
        }

        /// Binds a value, or NULL of the value's type.
        public mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            parameters.append(value?.postgresParameter ?? PostgresParameter(type: Value.postgresType, null: ()))
            sql += "$\(parameters.count)"
        }

        /// Inserts text as it is. Never for anything that came from outside.
        public mutating func appendInterpolation(unescaped text: String) {
            sql += text
        }
    }
}

extension PostgresQuery: CustomStringConvertible {
    /// The statement without its values.
    public var description: String { sql }
}
