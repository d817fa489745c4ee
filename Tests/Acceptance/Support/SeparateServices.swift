import Foundation
import LinuxSystem
import Synchronization
import TestSupport
import Testing

/// A platform as an operator runs it who has a PostgreSQL, a registry and a Traefik already: each service in a process of
/// its own, all told the same settings.
final class SeparateServices: PlatformUnderTest {
    enum Service: String, CaseIterable {
        case gatekeeper, api, pomegranate
        case gitController = "git-controller"
    }

    let dataDirectory: String
    let endpoints: RunningPlatform.Endpoints
    let machine: PrivateMachine? = nil
    let environment: [String: String]
    private let postgres: PrivatePostgres
    private let registry: PrivateRegistry
    private let traefik: PrivateTraefik
    private let processes = Mutex<[Service: ChildProcess]>([:])

    private init(_ environment: [String: String]) throws {
        let data = "/tmp/acceptance-\(UUID().uuidString.prefix(8).lowercased())"
        dataDirectory = data
        // Its file provider watches a directory that has to be there.
        try FileManager.default.createDirectory(
            atPath: "\(data)/traefik/routes", withIntermediateDirectories: true)
        postgres = try PrivatePostgres.start()
        registry = try PrivateRegistry()
        traefik = try PrivateTraefik(.file(routes: "\(data)/traefik/routes"))
        let ssh = "127.0.0.1:\(try LoopbackPort.free())"
        let http = "127.0.0.1:\(traefik.port)"
        let api = "127.0.0.1:\(try LoopbackPort.free())"
        let database = postgres.url(database: try postgres.createDatabase())
        self.environment = environment.merging([
            "PAASTECH_DATA_DIR": data, "PAASTECH_DATABASE_URL": database, "PAASTECH_REGISTRY": registry.host,
            "PAASTECH_TRAEFIK_API": traefik.api, "PAASTECH_SSH": ssh, "PAASTECH_HTTP": http,
            "PAASTECH_API": api,
        ]) { $1 }
        endpoints = RunningPlatform.Endpoints(
            ssh: ssh, http: http, api: api, registry: registry.host, database: database,
            gitController: environment["PAASTECH_GIT_CONTROLLER"] ?? "unix:\(data)/run/services/git-controller.sock",
            pomegranate: environment["PAASTECH_POMEGRANATE"] ?? "unix:\(data)/run/services/pomegranate.sock",
            pid: getpid())
    }

    static func start(environment: [String: String]) async throws -> SeparateServices {
        let services = try await Tool.offPool { try SeparateServices(environment) }
        let migration = try await services.paastechd(["migrate"])
        guard migration.status.isSuccess else {
            throw RunningPlatform.Failure(description: "paastechd migrate: \(migration.errors)")
        }
        for service in Service.allCases { try await services.start(service) }
        return services
    }

    /// Starts one service and waits until it answers.
    func start(_ service: Service) async throws {
        let output = try Descriptor.open(log(of: service), flags: O_WRONLY | O_CREAT | O_APPEND)
        let command = ChildCommand(
            executable: try RunningPlatform.program("paastechd"),
            arguments: [service.rawValue, "--data-dir", dataDirectory],
            environment: RunningPlatform.baseEnvironment.merging(environment) { $1 })
        let process = try ChildProcess(command, descriptors: [1: output.rawValue, 2: output.rawValue])
        processes.withLock { $0[service] = process }
        try await eventually("\(service.rawValue) answers") {
            if let status = process.poll() {
                throw RunningPlatform.Failure(
                    description: "\(service.rawValue) ended with \(status):\n\(RunningPlatform.tail(log(of: service)))")
            }
            return try await answers(service)
        }
    }

    /// kill -9.
    func crash(_ service: Service) async throws {
        let process = try #require(processes.withLock { $0.removeValue(forKey: service) })
        process.signal(SIGKILL)
        _ = try await Tool.offPool { process.wait() }
    }

    /// Stops the services in the order of `up`, then what they stand on.
    func stop() async throws {
        for service in Service.allCases {
            guard let process = processes.withLock({ $0.removeValue(forKey: service) }) else { continue }
            process.signal(SIGTERM)
            let status = try await Tool.offPool { process.wait(milliseconds: 60_000) }
            if status == nil { process.signal(SIGKILL) }
            #expect(
                status == .exited(0),
                "\(service.rawValue) did not stop cleanly: \(RunningPlatform.tail(log(of: service)))")
        }
        postgres.remove()
        registry.remove()
    }

    /// Removes what is left.
    func removeFiles() {
        try? FileManager.default.removeItem(atPath: dataDirectory)
        for service in Service.allCases { try? FileManager.default.removeItem(atPath: log(of: service)) }
    }

    private func log(of service: Service) -> String { "\(dataDirectory).\(service.rawValue).log" }

    private func answers(_ service: Service) async throws -> Bool {
        let endpoint =
            switch service {
            case .gatekeeper: endpoints.ssh
            case .api: endpoints.api
            case .pomegranate: endpoints.pomegranate
            case .gitController: endpoints.gitController
            }
        guard endpoint.hasPrefix("unix:") else {
            return LoopbackPort.answers(endpoint.split(separator: ":").last.flatMap { Int($0) } ?? 0)
        }
        // curl speaks no gRPC, but tells by its exit status 7 that nobody listens.
        let command = ChildCommand(
            executable: "/usr/bin/curl",
            arguments: [
                "--silent", "--max-time", "2", "--unix-socket", String(endpoint.dropFirst("unix:".count)),
                "http://localhost/",
            ], environment: ["PATH": "/usr/bin:/bin"])
        return try await Tool.run(command).status != .exited(7)
    }
}
