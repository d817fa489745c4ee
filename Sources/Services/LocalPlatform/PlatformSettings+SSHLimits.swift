import Configuration
import PlatformModel

/// How much the SSH server takes on and how long it waits; nil leaves the server's own default.
public struct SSHLimitSettings: Hashable, Sendable {
    public var connections: Int?
    public var connectionsPerAddress: Int?
    public var unauthenticated: Int?
    public var unauthenticatedPerAddress: Int?
    public var loginGraceTime: Duration?
    public var authenticationTries: Int?
    public var keepaliveLimit: Duration?
    public var drainLimit: Duration?

    public init() {}
}

extension SSHLimitSettings {
    /// The keys, as ``PlatformSettings/keys`` lists them.
    public static let keys: [PlatformSettings.Key] = [
        .init(name: "paastech.ssh.connections", meaning: "open SSH connections in all (1024)"),
        .init(name: "paastech.ssh.connections.per.address", meaning: "open SSH connections of one address (256)"),
        .init(name: "paastech.ssh.unauthenticated", meaning: "SSH connections that have not logged in yet (256)"),
        .init(name: "paastech.ssh.unauthenticated.per.address", meaning: "the same of one address (64)"),
        .init(name: "paastech.ssh.login.grace.time", meaning: "seconds from connecting to a proven key (20)"),
        .init(name: "paastech.ssh.authentication.tries", meaning: "keys and methods that may fail on a connection (6)"),
        .init(name: "paastech.ssh.keepalive.limit", meaning: "seconds until a silent SSH client is given up (45)"),
        .init(name: "paastech.ssh.drain.limit", meaning: "seconds that running pushes get when the server stops (600)"),
    ]

    /// - Throws: ``PlatformError`` with code `invalid` that names the variable.
    init(config: ConfigReader) throws(PlatformError) {
        connections = try config.number("paastech.ssh.connections", in: 1...65536)
        connectionsPerAddress = try config.number("paastech.ssh.connections.per.address", in: 1...65536)
        unauthenticated = try config.number("paastech.ssh.unauthenticated", in: 1...65536)
        unauthenticatedPerAddress = try config.number("paastech.ssh.unauthenticated.per.address", in: 1...65536)
        loginGraceTime = try config.seconds("paastech.ssh.login.grace.time", in: 1...3600)
        authenticationTries = try config.number("paastech.ssh.authentication.tries", in: 1...100)
        keepaliveLimit = try config.seconds("paastech.ssh.keepalive.limit", in: 3...3600)
        drainLimit = try config.seconds("paastech.ssh.drain.limit", in: 0...86400)
    }
}

extension ConfigReader {
    fileprivate func seconds(_ key: ConfigKey, in range: ClosedRange<Int>) throws(PlatformError) -> Duration? {
        try number(key, in: range).map { .seconds($0) }
    }
}
