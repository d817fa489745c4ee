/// How much one server takes on, and how long it waits.
public struct SSHLimits: Hashable, Sendable {
    /// Open connections in all; the newest over it is refused.
    public var connections = 1024
    public var connectionsPerAddress = 256
    /// Connections that have not authenticated yet; when they are full, the oldest of them makes room.
    public var unauthenticated = 256
    public var unauthenticatedPerAddress = 64
    /// From the TCP connection to a proven key.
    public var loginGraceTime: Duration = .seconds(20)
    public var authenticationTries = 6
    /// Silence after which the server asks whether the client is still there …
    public var keepaliveInterval: Duration = .seconds(15)
    /// … and silence after which it is given up.
    public var keepaliveLimit: Duration = .seconds(45)
    public var channelsPerConnection = 10
    /// Bytes of a command line.
    public var longestCommand = 4096
    /// How long running commands may go on after `stop`.
    public var drainLimit: Duration = .seconds(600)

    public init() {}
}
