extension PostgresPool {
    /// How much of a server a pool may take.
    public struct Limits: Sendable {
        /// Connections open at once. Default 8.
        public var connections = 8
        /// How long a caller waits for a free connection. Default 5 s.
        public var acquireTimeout = Duration.seconds(5)
        /// How long opening a connection is tried again while the server is down or starting. Default: one try.
        public var reconnectPatience = Duration.zero

        public init() {}
    }
}
