/// Settings of one server.
public struct SSHServerConfiguration: Sendable {
    /// Where to listen; port 0 picks a free one.
    public var addresses: [NetworkAddress]
    /// File of the ed25519 host key; made at the first start.
    public var hostKeyPath: String
    /// What follows `SSH-2.0-` in the banner.
    public var softwareVersion: String
    /// What a client reads that asks for a command while the server stops.
    public var stoppingMessage: String
    public var algorithms = SSHAlgorithms()
    public var limits = SSHLimits()

    public init(
        addresses: [NetworkAddress], hostKeyPath: String, softwareVersion: String,
        stoppingMessage: String = "the server is stopping; try again in a moment\r\n"
    ) {
        self.addresses = addresses
        self.hostKeyPath = hostKeyPath
        self.softwareVersion = softwareVersion
        self.stoppingMessage = stoppingMessage
    }
}
