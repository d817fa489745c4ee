/// Why a platform operation failed, as `pack` would say it.
public struct BuildFailure: Error, CustomStringConvertible, Sendable {
    public enum Code: Sendable, Equatable {
        /// The lifecycle ended with this status (20 nothing detected, 51 buildpack failed, 62 export failed, …).
        case lifecycle(Int)
        /// A limit of the build was reached.
        case limit
        /// The request itself is wrong: an unknown builder, a missing directory, an unreadable file.
        case invalid
        /// Docker or the registry did not do their part.
        case infrastructure
        case canceled
    }

    public var code: Code
    /// One sentence without a full stop.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    /// The failure of a lifecycle phase, in `pack`'s words.
    package static func lifecycle(_ status: Int) -> BuildFailure {
        BuildFailure(.lifecycle(status), "executing lifecycle: failed with status code: \(status)")
    }
}
