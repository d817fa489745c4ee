/// Why a command cannot do what was asked, in words for the person at the terminal.
public struct ClientError: Error, Sendable {
    public enum Code: String, Sendable {
        /// What was typed or piped in cannot be used.
        case invalid
        case notSignedIn
        /// No project was named and none was found, or the named one does not exist.
        case noProject
        /// The server does not answer, or something in between answers for it.
        case unreachable
        /// The server answered with an error status.
        case refused
        /// git, ssh or another program failed.
        case program
        /// A file cannot be read or written.
        case file
        /// What was followed ended, but not well: a deployment failed.
        case endedBadly
        /// The person changed their mind.
        case canceled
    }

    public let code: Code
    /// Lower case, names the thing and the reason, without a full stop.
    public let message: String
    /// More of the same, a line each: the fields that are wrong.
    public let details: [String]
    /// The command to type next.
    public let next: String?
    /// The status the server answered with, for `refused`.
    public let httpStatus: Int?

    public init(
        _ code: Code, _ message: String, details: [String] = [], next: String? = nil, httpStatus: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.details = details
        self.next = next
        self.httpStatus = httpStatus
    }

    /// Everything on as many lines as it takes, without a line feed at the end.
    public var text: String {
        var lines = ["paastech: \(message)"]
        lines += details.map { "  \($0)" }
        if let next { lines.append("  try: \(next)") }
        return lines.joined(separator: "\n")
    }
}
