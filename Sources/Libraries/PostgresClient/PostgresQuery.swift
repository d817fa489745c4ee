/// A statement whose values travel beside its text, never inside it.
///
/// Interpolating a value binds it: `"SELECT name FROM users WHERE id = \(id)"` sends `… WHERE id = $1` and the value.
/// Interpolating a query inserts it as a part, values and all. Text that has to become part of the statement needs the
/// label: `"LISTEN \(unescaped: channel)"`, and is the caller's duty.
public struct PostgresQuery: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The statement with `$1`, `$2`, … in place of values.
    public let sql: String
    /// The values, in order of their numbers.
    public let parameters: [PostgresParameter]
    /// The texts around the values; one more than there are values.
    private let texts: [String]

    public init(stringLiteral value: String) {
        self.init(texts: [value], parameters: [])
    }

    public init(stringInterpolation interpolation: StringInterpolation) {
        self.init(texts: interpolation.texts, parameters: interpolation.parameters)
    }

    /// Takes text that is trusted as it is.
    public init(unescaped sql: String) {
        self.init(texts: [sql], parameters: [])
    }

    private init(texts: [String], parameters: [PostgresParameter]) {
        self.texts = texts
        self.parameters = parameters
        sql = texts.dropFirst().enumerated().reduce(texts[0]) { "\($0)$\($1.offset + 1)\($1.element)" }
    }

    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        fileprivate var texts = [""]
        fileprivate var parameters: [PostgresParameter] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            texts.reserveCapacity(interpolationCount + 1)
            parameters.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) {
            texts[texts.count - 1] += literal
        }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some PostgresEncodable) {
            bind(value.postgresParameter)
        }

        /// Binds a value, or NULL of the value's type.
        public mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            bind(value?.postgresParameter ?? PostgresParameter(type: Value.postgresType, null: ()))
        }

        /// Inserts a part of a statement, with its values.
        public mutating func appendInterpolation(_ part: PostgresQuery) {
            appendLiteral(part.texts[0])
            for (parameter, text) in zip(part.parameters, part.texts.dropFirst()) {
                bind(parameter)
                appendLiteral(text)
            }
        }

        /// Inserts text as it is. Never for anything that came from outside.
        public mutating func appendInterpolation(unescaped text: String) {
            appendLiteral(text)
        }

        private mutating func bind(_ parameter: PostgresParameter) {
            parameters.append(parameter)
            texts.append("")
        }
    }
}

extension PostgresQuery: CustomStringConvertible {
    /// The statement without its values.
    public var description: String { sql }
}
