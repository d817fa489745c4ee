/// The environment an application is started with, as its owner configured it.
///
/// Values are secrets: no error, log or description shows one.
public struct RuntimeEnvironment: Hashable, Sendable {
    /// Bytes of one value.
    public static let longestValue = 32 << 10
    /// Bytes of all names and values together; execve(2) has to take them, and one message has to carry them.
    public static let largestTotal = 128 << 10
    private static let longestName = 128
    /// Set by the platform for every application.
    private static let reserved: Set<String> = ["PORT"]

    public let variables: [String: String]

    /// - Throws: ``PlatformError`` with code `invalid` that says what is wrong with each variable.
    public init(_ variables: [String: String]) throws(PlatformError) {
        let problems = Self.problems(with: variables)
        guard problems.isEmpty else {
            throw PlatformError(
                .invalid, problems.map { "variable \($0.name.quotedForDisplay) \($0.problem)" }.joined(separator: "; "))
        }
        let total = variables.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard total <= Self.largestTotal else {
            throw PlatformError(
                .invalid,
                "the environment would have \(total) bytes; at most \(Self.largestTotal) are possible, so keep large "
                    + "texts in the repository")
        }
        self.variables = variables
    }

    /// What is wrong with each variable by itself, in order of their names.
    public static func problems(with variables: [String: String?]) -> [(name: String, problem: String)] {
        variables.sorted { $0.key < $1.key }.compactMap { name, value in
            guard let problem = problem(with: name) ?? value.flatMap({ self.problem(withValue: $0) }) else {
                return nil
            }
            return (name, problem)
        }
    }

    /// POSIX.1-2017 section 8.1: letters, digits and underscores, the first not a digit.
    private static func problem(with name: String) -> String? {
        let bytes = Array(name.utf8)
        guard let first = bytes.first else { return "needs a name" }
        guard bytes.count <= longestName else { return "has a name of more than \(longestName) characters" }
        guard bytes.allSatisfy({ isLetter($0) || isDigit($0) || $0 == underscore }), !isDigit(first) else {
            return "may be named with letters, digits and underscores only, and not start with a digit"
        }
        return reserved.contains(name)
            ? "is set by the platform and cannot be changed; read it in the application" : nil
    }

    private static func problem(withValue value: String) -> String? {
        if value.utf8.contains(0) { return "contains a NUL character; remove it" }
        return value.utf8.count > longestValue ? "has more than \(longestValue) bytes" : nil
    }

    private static let underscore = UInt8(ascii: "_")

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension RuntimeEnvironment: CustomStringConvertible {
    public var description: String { variables.keys.sorted().joined(separator: ", ") }
}

/// What shall become of an environment.
public enum EnvironmentChange: Hashable, Sendable {
    case replace(RuntimeEnvironment)
    /// Sets what has a value and removes what has `nil`.
    case merge([String: String?])

    /// - Throws: ``PlatformError`` with code `invalid` if the result would not be an environment.
    public func applied(to current: [String: String]) throws(PlatformError) -> RuntimeEnvironment {
        switch self {
        case .replace(let environment): return environment
        case .merge(let changes):
            var variables = current
            for (name, value) in changes { variables[name] = value }
            return try RuntimeEnvironment(variables)
        }
    }
}
