import FoundationEssentials
import Glibc
import LinuxSystem

/// A real Traefik of one test, on loopback, with one provider of dynamic configuration.
public final class PrivateTraefik: Sendable {
    /// What tells it where to route.
    public enum Provider: Sendable {
        /// Files of a directory; one of its own where none is given.
        case file(routes: String? = nil)
        /// Containers that say so themselves and have this label; routes are no files.
        case docker(label: String, value: String)
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Port of the entry point `web`.
    public let port: Int
    /// `http://127.0.0.1:port` of its API.
    public let api: String
    /// The directory that a file provider watches.
    public let routes: String
    private let directory: TemporaryDirectory
    private let process: ChildProcess

    /// Blocks until it is ready.
    public init(_ provider: Provider = .file()) throws {
        directory = try TemporaryDirectory("traefik-test")
        if case .file(let given?) = provider { routes = given } else { routes = directory.file("routes") }
        try FileManager.default.createDirectory(atPath: routes, withIntermediateDirectories: true)
        port = try LoopbackPort.free()
        let apiPort = try LoopbackPort.free()
        api = "http://127.0.0.1:\(apiPort)"
        let log = try Descriptor.open(directory.file("log"), flags: O_WRONLY | O_CREAT | O_TRUNC)
        process = try ChildProcess(
            ChildCommand(
                executable: try Self.program(),
                arguments: [
                    "--entryPoints.web.address=127.0.0.1:\(port)",
                    "--entryPoints.traefik.address=127.0.0.1:\(apiPort)", "--api.insecure=true",
                    "--providers.providersThrottleDuration=100ms",
                    "--serversTransport.forwardingTimeouts.idleConnTimeout=250ms", "--global.checkNewVersion=false",
                    "--global.sendAnonymousUsage=false", "--log.level=DEBUG",
                ] + Self.arguments(for: provider, routes: routes)),
            descriptors: [1: log.rawValue, 2: log.rawValue])
        let deadline = ContinuousClock.now + .seconds(60)
        while !LoopbackPort.answers(apiPort) || !LoopbackPort.answers(port) {
            guard process.poll() == nil, ContinuousClock.now < deadline else {
                let text = FileManager.default.contents(atPath: directory.file("log")) ?? Data()
                throw Failure(
                    description: "traefik does not start: \(String(decoding: text.suffix(2000), as: UTF8.self))")
            }
            usleep(10_000)
        }
    }

    private static func arguments(for provider: Provider, routes: String) -> [String] {
        switch provider {
        case .file: ["--providers.file.directory=\(routes)", "--providers.file.watch=true"]
        case .docker(let label, let value):
            [
                "--providers.docker.endpoint=unix:///var/run/docker.sock",
                "--providers.docker.exposedByDefault=false",
                "--providers.docker.constraints=Label(`\(label)`, `\(value)`)",
            ]
        }
    }

    deinit {
        process.signal(SIGKILL)
        _ = process.wait()
    }

    /// `PAASTECH_TRAEFIK`, else the one on PATH, else the one that `.dev/bootstrap` installs.
    private static func program() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let venv = "/\(package)/.build-venv/bin"
        let searchPath = "\(environment["PATH"] ?? ""):\(venv)"
        guard let found = ChildCommand.find(environment["PAASTECH_TRAEFIK"] ?? "traefik", in: searchPath) else {
            throw Failure(description: "no traefik: run make bootstrap, or set PAASTECH_TRAEFIK")
        }
        return found
    }
}
