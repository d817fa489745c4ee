/// A gatekeeper that cannot start, in words an operator can act on.
public struct GatekeeperError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// A directory or program it needs is missing.
        case missing
        /// The SSH server cannot start.
        case server
    }

    public let code: Code
    public let message: String
    public let cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String {
        guard let cause else { return message }
        return "\(message): \(cause)"
    }
}
