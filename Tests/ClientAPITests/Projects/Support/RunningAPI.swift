import ClientAPIContract
import CurlClient
import Delivery
import Foundation
import LinuxSystem
import PackImageBuilder
import PlatformModel
import ServiceLifecycle
import ServiceRPC
import TestSupport
import Testing

@testable import ClientAPI

/// The client API on a loopback port, in front of real parts, as a program that speaks HTTP sees it.
final class RunningAPI: Sendable {
    let parts: PlatformParts
    private let port: Int
    private let tokens: AccessTokens
    private let group: ServiceGroup
    private let http = CurlClient()

    private init(parts: PlatformParts, port: Int, tokens: AccessTokens, group: ServiceGroup) {
        self.parts = parts
        self.port = port
        self.tokens = tokens
        self.group = group
    }

    /// Runs the body while the API runs.
    ///
    /// - Parameters:
    ///   - gitController: where the API looks for it, if not where it is.
    ///   - pomegranate: the same.
    static func run(
        gitController: RPCEndpoint? = nil, pomegranate: RPCEndpoint? = nil, heartbeat: Duration = .seconds(15),
        _ body: (RunningAPI) async throws -> Void
    ) async throws {
        try await PlatformParts.run { parts in
            let secret = try SigningSecret(file: parts.directory.file("secret"))
            var configuration = ClientAPIConfiguration(host: "127.0.0.1", port: 0)
            configuration.registry = parts.registry
            configuration.applicationPort = parts.traefik.port
            configuration.heartbeat = heartbeat
            let api = ClientAPI(
                configuration,
                dependencies: ClientAPIDependencies(
                    store: parts.database,
                    repositories: GitControllerClient(endpoint: gitController ?? parts.gitController),
                    engine: PomegranateClient(endpoint: pomegranate ?? parts.pomegranate),
                    artifacts: RegistryImageRetention(), requests: try parts.deploymentRequests()),
                secret: secret, logger: PlatformParts.logger)
            let group = ServiceGroup(services: [api], logger: PlatformParts.logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                let port = try #require(await api.listeningPort())
                let running = RunningAPI(
                    parts: parts, port: port, tokens: await AccessTokens(secret: secret), group: group)
                let result: Result<Void, any Error>
                do { result = .success(try await body(running)) } catch { result = .failure(error) }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                running.http.shutDown()
                try result.get()
            }
        }
    }

    /// As SIGTERM would begin it.
    func stop() async { await group.triggerGracefulShutdown() }

    /// An account that is logged in.
    func member(_ name: String = "alice", isAdministrator: Bool = false) async throws -> Member {
        let user = try await parts.user(name, isAdministrator: isAdministrator)
        let access = try await tokens.issue(for: user, at: Date())
        try await parts.database.openSession(access.session, of: user.id, until: access.end)
        return Member(api: self, user: user, token: access.token)
    }

    func send(
        _ method: String, _ target: String, token: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> HTTPResponse {
        var request = HTTPRequest(method, "http://127.0.0.1:\(port)\(target)")
        request.timeout = .seconds(90)
        request.headers.add("Authorization", "Bearer \(token)")
        for (name, value) in headers { request.headers.add(name, value) }
        if let body {
            request.headers.add("Content-Type", "application/json")
            request.body = .bytes(body)
        }
        return try await http.execute(request)
    }
}

extension PlatformParts {
    /// Starts real `post-receive` processes on these parts.
    fileprivate func deploymentRequests() throws -> DeploymentRequests {
        let program = try #require(BuiltProduct.path("post-receive"), "post-receive is not built")
        let sockets = (pomegranate: "unix:\(directory.file("pomegranate"))", docker: "unix:///var/run/docker.sock")
        let environment = [
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PAASTECH_DATA_DIR": directory.path,
            "PAASTECH_DATABASE_URL": databaseURL, "PAASTECH_REGISTRY": registry,
            "PAASTECH_POMEGRANATE": sockets.pomegranate, "PAASTECH_DOMAIN": "localhost",
            "PAASTECH_APPLICATION_URL_PORT": "\(traefik.port)", "PAASTECH_PLATFORM_ID": platform,
            "DOCKER_HOST": sockets.docker,
        ]
        return DeploymentRequests(
            store: database, locks: LockDirectory(dataDirectory: directory.path),
            launcher: DeploymentLauncher(executable: program, environment: environment))
    }
}
