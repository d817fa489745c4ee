public import LinuxSystem

/// Whose key this is.
public enum AuthenticationAnswer: Sendable {
    case accepted(any AuthenticatedClient)
    case refused
    /// Nobody can say now. The client is refused after it was shown the banner.
    case unavailable(banner: String)
}

/// One end of a TCP connection.
public struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    public let host: String
    public let port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// One attempt to log in with a key.
public struct AuthenticationAttempt: Hashable, Sendable {
    public let user: String
    public let key: OfferedKey
    /// False while the client only asks whether the key would do; true when it has signed with it.
    public let isProven: Bool
    public let address: NetworkAddress
    /// Unique within this server's run, for logs.
    public let connection: UInt64
}

/// Decides who may connect.
///
/// All methods of this protocol and of what it returns are called on the connection's own thread and may block; they
/// hold up nobody but that connection.
public protocol SSHServerDelegate: Sendable {
    func authenticate(_ attempt: AuthenticationAttempt) -> AuthenticationAnswer
}

/// A client that has proven its key: answers what it asks for. Called once for each command.
public protocol AuthenticatedClient: Sendable {
    func answer(_ request: CommandRequest) -> CommandAnswer
}

/// Follows a running command.
public protocol CommandObserver: Sendable {
    /// The client sent bytes for the child's standard input. They are lent for the time of the call.
    func clientSent(_ bytes: UnsafeRawBufferPointer)

    /// The child wrote bytes on one of its streams, which are on their way to the client. They are lent for the time of the
    /// call.
    func childSent(_ bytes: UnsafeRawBufferPointer)

    /// The client went away while the child ran. The child's pipes are closed now; `finished` still follows.
    func clientLeft(_ departure: Departure)

    /// The child has ended and all its output was sent. The reply's output and message are sent after it.
    func finished(_ status: ChildProcess.ExitStatus) -> CommandReply

    /// The child could not be started.
    func failedToStart(_ error: LinuxError) -> CommandReply
}

extension CommandObserver {
    /// Most commands do not care.
    public func clientSent(_ bytes: UnsafeRawBufferPointer) {}

    /// Likewise.
    public func childSent(_ bytes: UnsafeRawBufferPointer) {}
}
