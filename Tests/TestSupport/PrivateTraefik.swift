import FoundationEssentials
import Glibc
import LinuxSystem

/// A real Traefik of one test, on loopback, with the file provider on a directory of its own.
public final class PrivateTraefik: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Port of the entry point `web`.
    public let port: Int
    /// `http://127.0.0.1:port` of its API.
    public let api: String
    /// The directory its file provider watches.
    public let routes: String
    private let directory: TemporaryDirectory
    private let process: ChildProcess

    /// Blocks until it is ready.
    /// - Parameter routes: the directory to watch; one of its own where none is given.
    public init(routes: String? = nil) throws {
        directory = try TemporaryDirectory("traefik-test")
        self.routes = routes ?? directory.file("routes")
        let routes = self.routes
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
                    "--providers.file.directory=\(routes)", "--providers.file.watch=true",
                    "--providers.providersThrottleDuration=100ms",
                    "--serversTransport.forwardingTimeouts.idleConnTimeout=250ms", "--global.checkNewVersion=false",
                    "--global.sendAnonymousUsage=false", "--log.level=DEBUG",
                ]),
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
