import Glibc
import LinuxSystem
public import Logging
public import PlatformModel
public import SSHServer
public import ServiceLifecycle

/// The door of the platform: takes pushes over SSH from people whose key is known.
public final class Gatekeeper: Service {
    private let server: SSHServer
    private let configuration: GatekeeperConfiguration
    private let authority: any PushAuthority
    private let settlement: (any ProjectSettlement)?
    private let reception: Reception
    private let logger: Logger

    /// Takes the addresses; clients wait until `run`.
    ///
    /// - Parameter settlement: asked before a push is answered and when one broke off; `nil` leaves it to the sweep.
    /// - Throws: ``GatekeeperError`` that names what is missing and how to mend it.
    public init(
        _ configuration: GatekeeperConfiguration, authority: any PushAuthority,
        settlement: (any ProjectSettlement)? = nil, logger: Logger
    ) throws(GatekeeperError) {
        self.configuration = configuration
        self.authority = authority
        self.settlement = settlement
        self.logger = logger
        try Self.check(configuration)
        do {
            reception = try Reception(path: configuration.receptionSocket, authority: authority, logger: logger)
        } catch {
            throw GatekeeperError(.server, "\(error)", cause: error)
        }
        var settings = SSHServerConfiguration(
            addresses: configuration.addresses, hostKeyPath: configuration.hostKeyPath, softwareVersion: "PaaSTech",
            stoppingMessage: Replies.line(Replies.stopping))
        settings.limits = configuration.limits
        do {
            server = try SSHServer(settings, logger: logger)
        } catch {
            throw GatekeeperError(.server, error.message, cause: error.cause)
        }
    }

    /// Where it listens, with the ports the system picked.
    public var addresses: [NetworkAddress] { server.addresses }

    /// `HOST:PORT` as it stands in the sentences and in remotes.
    public var publicAddress: String {
        let host = configuration.publicHost ?? addresses.first?.host ?? "HOST"
        return NetworkAddress(host: host, port: configuration.publicPort ?? addresses.first?.port ?? 22).description
    }

    /// `SHA256:…` of the host key.
    public var hostKeyFingerprint: String { server.hostKey.fingerprint }

    /// Serves until a graceful shutdown; then running pushes finish, up to the drain limit.
    public func run() async throws {
        PushLock.sweep(configuration.pushLocksDirectory)
        reception.start()
        defer { reception.end() }
        do {
            try server.start(
                KeyAuthentication(
                    configuration: configuration, address: publicAddress, authority: authority, settlement: settlement,
                    reception: reception, logger: logger))
        } catch {
            throw GatekeeperError(.server, error.message, cause: error.cause)
        }
        logger.info("gatekeeper listens", metadata: ["addresses": "\(addresses)", "host key": "\(hostKeyFingerprint)"])
        await cancelWhenGracefulShutdown { [self] in await sweepPushLocks() }
        logger.info("gatekeeper stops", metadata: ["connections": "\(server.connectionCount)"])
        await server.shutdown()
    }

    /// Until canceled: a hook that outlives its push, as of a detached deployment, leaves a lock file that nobody holds.
    private func sweepPushLocks() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: configuration.pushLockSweepInterval)
            PushLock.sweep(configuration.pushLocksDirectory)
        }
    }

    private static func check(_ configuration: GatekeeperConfiguration) throws(GatekeeperError) {
        guard access(configuration.gitPath, X_OK) == 0 else {
            throw GatekeeperError(.missing, "no git at \(configuration.gitPath); install it: apt install git")
        }
        for name in ["pre-receive", "post-receive"] {
            guard access("\(configuration.hooksDirectory)/\(name)", X_OK) == 0 else {
                throw GatekeeperError(
                    .missing, "hook \(configuration.hooksDirectory)/\(name) is missing; build the hooks")
            }
        }
        for directory in [configuration.pushLocksDirectory] {
            guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
                let reason = LinuxError.reason(errno)
                throw GatekeeperError(.missing, "cannot make the directory \(directory): \(reason)")
            }
        }
    }
}
