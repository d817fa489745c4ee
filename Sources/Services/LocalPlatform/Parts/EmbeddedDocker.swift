import CurlClient
import Foundation
import Glibc
import LinuxSystem
import Logging
import PlatformModel

/// The Docker daemon: the one that answers, or one of our own where none does and it may be started.
public struct EmbeddedDocker: Sendable {
    private static let name = "dockerd"

    private let directory: DataDirectory
    private let searchPath: String
    /// Path of the engine's unix socket.
    private let socket: String

    public init(directory: DataDirectory, socket: String, searchPath: String) {
        self.directory = directory
        self.socket = socket
        self.searchPath = searchPath
    }

    /// Whether the daemon that runs was started by an earlier `paastechd` on this data directory, which died.
    public var isLeftOver: Bool { ManagedProcess.isLeftOver(Self.name, in: directory) }

    /// Whether an engine answers on the socket.
    public func answers() async -> Bool {
        let client = CurlClient(.init(unixSocketPath: socket))
        defer { client.shutDown() }
        let request = HTTPRequest("GET", "http://docker/_ping", timeout: .seconds(5))
        return (try? await client.collect(request))?.isSuccess ?? false
    }

    /// A daemon to start, with containers that survive it.
    /// - Throws: ``PlatformError`` with code `unavailable` when there is no daemon and none may be started.
    public func makeProcess(logger: Logger) throws(PlatformError) -> ManagedProcess {
        guard getuid() == 0 else {
            throw PlatformError(
                .unavailable,
                "no Docker engine answers on \(socket), and only root may start one: run systemctl start docker")
        }
        guard let program = ChildCommand.find("dockerd", in: searchPath) else {
            throw PlatformError(.unavailable, "Docker is not installed: run apt-get install docker.io")
        }
        let command = ChildCommand(
            executable: program, arguments: ["--live-restore", "--host", "unix://\(socket)"],
            environment: ["PATH": searchPath, "HOME": "/root"], workingDirectory: "/")
        let plan = ManagedProcess.Plan(
            name: Self.name, command: command, isReady: { [self] in await answers() }, readyWithin: .seconds(60),
            stopWithin: .seconds(30), beforeStart: { Self.removeStalePidFiles() })
        return ManagedProcess(plan, directory: directory, logger: logger)
    }

    /// A daemon that was killed leaves pid files that keep the next one from starting.
    private static func removeStalePidFiles() {
        for file in ["/var/run/docker.pid", "/var/run/docker/containerd/containerd.pid"] {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8),
                let processID = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
            else { continue }
            let name = (try? String(contentsOfFile: "/proc/\(processID)/comm", encoding: .utf8)) ?? ""
            if !name.hasPrefix("dockerd"), !name.hasPrefix("containerd") { unlink(file) }
        }
    }
}
