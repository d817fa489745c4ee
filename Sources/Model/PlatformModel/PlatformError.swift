/// An error of the platform that a person may be shown.
///
/// `message` is lower case, names the subject, carries no full stop and says what to do when the reader can act.
/// It never holds a secret. `cause` is for the log.
public struct PlatformError: Error, Sendable {
    /// What kind of thing went wrong; each transport maps it once (SSH exit status, gRPC status, HTTP status).
    public enum Code: String, Sendable {
        /// What was sent cannot be read as what it should be.
        case invalid
        case notFound
        case alreadyExists
        case forbidden
        /// The thing is in a state in which this cannot be done.
        case conflict
        /// A part the platform needs does not answer; trying again later makes sense.
        case unavailable
        case deadlineExceeded
        case canceled
        case internalError
    }

    public let code: Code
    public let message: String
    public let cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

extension PlatformError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String { message }

    public var debugDescription: String {
        guard let cause else { return "\(code.rawValue): \(message)" }
        return "\(code.rawValue): \(message) (cause: \(String(reflecting: cause)))"
    }
}
