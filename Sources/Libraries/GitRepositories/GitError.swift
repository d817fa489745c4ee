/// What went wrong with a repository, in words a user may read.
public struct GitError: Error, Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    public enum Code: String, Hashable, Sendable {
        /// There is no repository at the path.
        case repositoryMissing
        /// A repository, reference or directory of that name exists already.
        case alreadyExists
        /// An object or reference is not there.
        case notFound
        /// A reference does not hold the value the caller expected.
        case conflict
        /// Another process holds the lock of a reference; trying again helps.
        case locked
        /// A name or path is not one git accepts.
        case invalidName
        /// An object cannot be read: damaged, or not of the expected kind.
        case corruptObject
        /// Content is larger than the caller's limit.
        case tooLarge
        /// A tree holds something that is never written to a file system.
        case unsafeContent
        /// The operating system refused to read or write.
        case inputOutput
        /// The caller asked to stop.
        case canceled
        /// Anything else libgit2 reports.
        case unexpected
    }

    public let code: Code
    /// Lower case, no full stop, names its subject.
    public let message: String
    /// The words of libgit2 or of the operating system, where there are any.
    public let cause: String?

    public init(_ code: Code, _ message: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { message }

    public var debugDescription: String {
        "GitError.\(code.rawValue): \(message)" + (cause.map { " (\($0))" } ?? "")
    }
}
