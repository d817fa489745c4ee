import Delivery
import Dispatch
import Foundation
import Gatekeeper
import GitController
import LocalPlatform
import Logging
import PackImageBuilder
import PlatformModel
import PostgresStore
import SSHServer
import ServiceLifecycle
import ServiceRPC

/// Makes the services of a platform from its settings; each runs alone or inside `up`.
struct Services {
    let settings: PlatformSettings
    let directory: DataDirectory
    let installation: Installation
    let databaseURL: String
    let endpoints: ServiceEndpoints

    init(
        settings: PlatformSettings, directory: DataDirectory, installation: Installation, databaseURL: String
    ) throws(PlatformError) {
        self.settings = settings
        self.directory = directory
        self.installation = installation
        self.databaseURL = databaseURL
        endpoints = try ServiceEndpoints(settings, in: directory)
    }

    func database(_ applicationName: String, connections: Int) throws -> PlatformDatabase {
        var options = PlatformDatabase.Settings()
        options.applicationName = applicationName
        options.connections = connections
        return try PlatformDatabase(url: databaseURL, settings: options)
    }

    func gitController() throws -> GitController {
        GitController(
            directory: RepositoryDirectory(path: directory.repositories),
            endpoint: endpoints.gitController, logger: logger("git-controller"))
    }

    /// - Parameter sweeper: settles a project before its push is answered.
    func gatekeeper(sweeper: Sweeper) throws -> Gatekeeper {
        try installation.linkHooks(settings, into: directory)
        var configuration = GatekeeperConfiguration(
            addresses: [NetworkAddress(host: settings.ssh.host, port: UInt16(settings.ssh.port))],
            hostKeyPath: directory.hostKey, repositoriesDirectory: directory.repositories,
            pushLocksDirectory: "\(directory.locks)/pushes", receptionSocket: directory.receptionSocket,
            hooksDirectory: directory.hooks,
            hookEnvironment: hookEnvironment)
        configuration.pushLockSweepInterval = settings.sweepInterval
        configuration.publicHost = settings.sshPublicHost
        configuration.publicPort = (settings.sshPublic?.port).map(UInt16.init)
        configuration.limits = SSHLimits(settings.sshLimits)
        configuration.maximumPushBytes = settings.maximumPushBytes
        configuration.maximumGitMemory = settings.maximumPushMemory
        do {
            return try Gatekeeper(
                configuration, authority: database("paastech gatekeeper", connections: 16),
                settlement: SweptProject(sweeper: sweeper, logger: logger("sweeper")),
                logger: logger("gatekeeper"))
        } catch let error as GatekeeperError {
            throw PlatformError(.unavailable, "\(error)", cause: error)
        }
    }

    func sweeper(_ peers: Peers) throws -> Sweeper {
        Sweeper(
            configuration: deliveryConfiguration, store: try database("paastech sweeper", connections: 2),
            builder: try imageBuilder(), engine: peers.engine, logger: logger("sweeper"))
    }

    func logger(_ label: String) -> Logger {
        Logger(label: label)
    }
}

extension SSHLimits {
    /// The server's defaults with what the operator has set.
    fileprivate init(_ settings: SSHLimitSettings) {
        self.init()
        connections = settings.connections ?? connections
        connectionsPerAddress = settings.connectionsPerAddress ?? connectionsPerAddress
        unauthenticated = settings.unauthenticated ?? unauthenticated
        unauthenticatedPerAddress = settings.unauthenticatedPerAddress ?? unauthenticatedPerAddress
        loginGraceTime = settings.loginGraceTime ?? loginGraceTime
        authenticationTries = settings.authenticationTries ?? authenticationTries
        keepaliveLimit = settings.keepaliveLimit ?? keepaliveLimit
        // Asked three times within the limit, as by default.
        keepaliveInterval = settings.keepaliveLimit.map { $0 / 3 } ?? keepaliveInterval
        drainLimit = settings.drainLimit ?? drainLimit
    }
}

/// Settles again and again what processes that died have left.
struct SweeperService: Service {
    let sweeper: Sweeper
    let interval: Duration

    func run() async throws {
        await cancelWhenGracefulShutdown { await sweeper.run(every: interval) }
    }
}

/// Sweeps one project while a push waits for its answer, where there is something to sweep.
struct SweptProject: ProjectSettlement {
    let sweeper: Sweeper
    let logger: Logger

    func settle(_ target: PushTarget) {
        if !sweeper.isSettled(target) { settle(target.project) }
    }

    /// The caller's thread belongs to one connection, so waiting here delays nobody else.
    func settle(_ project: Project) {
        let isDone = DispatchSemaphore(value: 0)
        // Unstructured, because the caller is no task; it ends before this call returns.
        Task.detached {
            do {
                try await sweeper.sweep(project)
            } catch {
                logger.warning(
                    "a project could not be settled before its push",
                    metadata: ["project": "\(project.id)", "error": "\(error)"])
            }
            isDone.signal()
        }
        isDone.wait()
    }
}
