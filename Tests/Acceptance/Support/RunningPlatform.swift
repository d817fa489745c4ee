import Foundation
import LinuxSystem
import TestSupport
import Testing

/// One platform as an operator runs it: the real `paastechd up` on free ports, with a data directory of its own.
final class RunningPlatform: PlatformUnderTest {
    struct Endpoints: Decodable, Sendable {
        let ssh, http, api: String
        var https: String?
        let registry, database, gitController, pomegranate: String
        let pid: Int32
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let dataDirectory: String
    let endpoints: Endpoints
    let machine: PrivateMachine?
    let environment: [String: String]
    private let daemon: ChildProcess

    private init(
        dataDirectory: String, endpoints: Endpoints, machine: PrivateMachine?, environment: [String: String],
        daemon: ChildProcess
    ) {
        self.dataDirectory = dataDirectory
        self.machine = machine
        self.environment = environment
        self.endpoints = endpoints
        self.daemon = daemon
    }

    /// Starts a platform and waits until a push would work.
    ///
    /// - Parameters:
    ///   - machine: where to run it; nil for this one.
    ///   - host: where to listen, in brackets where it is an IPv6 address.
    ///   - options: of `paastechd up`, beside the ports.
    ///   - environment: of `paastechd`, beside the search path.
    static func start(
        dataDirectory: String = "/tmp/acceptance-\(UUID().uuidString.prefix(8).lowercased())",
        on machine: PrivateMachine? = nil, host: String = "127.0.0.1", options: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> RunningPlatform {
        let log = "\(dataDirectory).log"
        let output = try Descriptor.open(log, flags: O_WRONLY | O_CREAT | O_APPEND)
        let command = ChildCommand(
            executable: try program("paastechd"),
            arguments: [
                "up", "--data-dir", dataDirectory, "--ssh", "\(host):0", "--http", "\(host):0", "--api", "\(host):0",
            ] + options,
            environment: baseEnvironment.merging(environment) { $1 })
        let daemon = try ChildProcess(
            machine?.inside(command) ?? command, descriptors: [1: output.rawValue, 2: output.rawValue])
        let file = URL(fileURLWithPath: "\(dataDirectory)/endpoints.json")
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(120)
        while clock.now < deadline {
            if let status = daemon.poll() {
                throw Failure(description: "paastechd ended with \(status):\n\(tail(log))")
            }
            if let data = try? Data(contentsOf: file),
                let endpoints = try? JSONDecoder().decode(Endpoints.self, from: data),
                endpoints.pid == daemon.processID
            {
                return RunningPlatform(
                    dataDirectory: dataDirectory, endpoints: endpoints, machine: machine, environment: environment,
                    daemon: daemon)
            }
            try await clock.sleep(for: .milliseconds(50))
        }
        daemon.signal(SIGKILL)
        throw Failure(description: "paastechd was not ready within 120 s:\n\(tail(log))")
    }

    /// Ctrl-C, and waits for the end.
    func stop() async throws {
        daemon.signal(SIGINT)
        let daemon = daemon
        let status = try await Tool.offPool { daemon.wait(milliseconds: 60_000) }
        if status == nil { daemon.signal(SIGKILL) }
        #expect(status == .exited(0), "paastechd did not stop cleanly: \(Self.tail("\(dataDirectory).log"))")
    }

    /// To the platform's own process: all our services but none of the embedded parts.
    func signal(_ number: CInt) {
        daemon.signal(number)
    }

    /// Starts it again where it was, after a crash or a stop.
    func restarted(options: [String] = []) async throws -> RunningPlatform {
        try await RunningPlatform.start(
            dataDirectory: dataDirectory, on: machine, options: options, environment: environment)
    }

    /// kill -9 of the platform's own process: gatekeeper and Pomegranate at once.
    func crash() async throws {
        daemon.signal(SIGKILL)
        let daemon = daemon
        _ = try await Tool.offPool { daemon.wait() }
    }

    /// Removes what is left of the platform.
    func removeFiles() {
        try? FileManager.default.removeItem(atPath: dataDirectory)
        try? FileManager.default.removeItem(atPath: "\(dataDirectory).log")
    }

    var log: String { Self.tail("\(dataDirectory).log", lines: 60) }

    static func program(_ name: String) throws -> String {
        guard let path = BuiltProduct.path(name) else {
            throw Failure(description: "\(name) is not built: run make build")
        }
        return path
    }

    /// The machine's own search path, because make test puts Traefik there.
    static var baseEnvironment: [String: String] {
        ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"]
    }

    static func tail(_ file: String, lines: Int = 30) -> String {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(lines).joined(separator: "\n")
    }
}
