/// A server that cannot start, in words an operator can act on.
public struct SSHServerError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The host key cannot be read, made or trusted.
        case hostKey
        /// The address cannot be listened on.
        case listen
        /// libssh refused a setting.
        case configuration
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
