import Hummingbird
public import Logging
import NIOCore
import PlatformModel
public import ServiceLifecycle

/// The HTTP API of users, until a graceful shutdown: requests under way are answered, streams of events end, then it returns.
public struct ClientAPI: Service {
    private let configuration: ClientAPIConfiguration
    private let dependencies: ClientAPIDependencies
    private let secret: SigningSecret
    private let logger: Logger
    private let listening: AsyncStream<Int>
    private let hasStarted: AsyncStream<Int>.Continuation

    public init(
        _ configuration: ClientAPIConfiguration, dependencies: ClientAPIDependencies, secret: SigningSecret,
        logger: Logger
    ) {
        self.configuration = configuration
        self.dependencies = dependencies
        self.secret = secret
        self.logger = logger
        (listening, hasStarted) = AsyncStream.makeStream()
    }

    /// The port it listens on; waits until it does. `nil` when it stopped before.
    public func listeningPort() async -> Int? {
        for await port in listening { return port }
        return nil
    }

    /// - Throws: ``PlatformError`` when the address cannot be had.
    public func run() async throws {
        defer { hasStarted.finish() }
        let passwords = try Passwords()
        do {
            try await application(passwords).run()
        } catch let error as IOError {
            await passwords.stop()
            throw PlatformError(
                .unavailable, "the client API cannot listen on \(configuration.host):\(configuration.port): \(error)",
                cause: error)
        }
        await passwords.stop()
    }

    /// The routes, and what has to run beside the server for them.
    func routing(_ passwords: Passwords) async throws -> (router: Router<APIContext>, services: [any Service]) {
        let lifecycle = ProjectLifecycle(
            .init(
                projects: dependencies.projects, deployments: dependencies.deployments,
                repositories: dependencies.repositories, engine: dependencies.engine,
                artifacts: dependencies.artifacts, registry: configuration.registry),
            logger: logger)
        let mail = dependencies.mail.map { sender in
            AccountMail(
                sender: sender,
                publicURL: configuration.publicURL ?? "http://\(configuration.host):\(configuration.port)",
                accounts: dependencies.accounts, tokens: dependencies.accountTokens, logger: logger)
        }
        let router = try await APIRouter(
            configuration: configuration, dependencies: dependencies, secret: secret, passwords: passwords,
            lifecycle: lifecycle, mail: mail, logger: logger
        ).build()
        return (router, [ProjectSettling(lifecycle, logger: logger)] + [mail].compactMap(\.self))
    }

    func application(_ passwords: Passwords) async throws -> some ApplicationProtocol {
        let hasStarted = hasStarted
        let (router, services) = try await routing(passwords)
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(60),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil, backlog: 512,
                availableConnectionsDelegate: .maximum(configuration.connections, logger: logger)),
            services: services,
            onServerRunning: { channel in
                hasStarted.yield(channel.localAddress?.port ?? 0)
                hasStarted.finish()
            },
            logger: logger)
    }
}
