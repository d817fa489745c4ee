/// One thing an examination of the database looked at.
public struct DatabaseFinding: Hashable, Sendable {
    /// What was looked at, in the order in which it is.
    public enum Subject: String, Hashable, Sendable, CaseIterable {
        /// Whether a connection can be opened at all; if not, nothing else is looked at.
        case connection
        /// The server's version and the database's encoding.
        case version
        case migrations
        /// Settings that give up what was committed when the machine dies.
        case durability
        /// How many of the server's connections are taken.
        case capacity
    }

    public let subject: Subject
    public let isGood: Bool
    /// What was found, without a secret.
    public let message: String
    /// What the operator does about it; `nil` when all is well.
    public let remedy: String?

    static func good(_ subject: Subject, _ message: String) -> DatabaseFinding {
        DatabaseFinding(subject: subject, isGood: true, message: message, remedy: nil)
    }

    static func bad(_ subject: Subject, _ message: String, remedy: String) -> DatabaseFinding {
        DatabaseFinding(subject: subject, isGood: false, message: message, remedy: remedy)
    }
}
