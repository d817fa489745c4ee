import Foundation
import Glibc
import LinuxSystem
import Logging
import PlatformModel

/// Debian's `docker-registry` on loopback, with deletion enabled and its blobs in the data directory.
public struct EmbeddedRegistry: Sendable {
    private static let name = "registry"

    public let address: HostAndPort
    private let directory: DataDirectory
    private let program: String

    /// - Throws: ``PlatformError`` with code `unavailable` when the program is not installed.
    public init(directory: DataDirectory, address: HostAndPort, searchPath: String) throws(PlatformError) {
        guard let program = ChildCommand.find("docker-registry", in: searchPath) else {
            throw PlatformError(.unavailable, "docker-registry is not installed: run apt-get install docker-registry")
        }
        self.directory = directory
        self.address = address
        self.program = program
    }

    /// Whether one runs that an earlier `paastechd` on this data directory, which died, has started.
    public static func isLeftOver(in directory: DataDirectory) -> Bool {
        ManagedProcess.isLeftOver(name, in: directory)
    }

    /// Collects garbage, which is possible only while the registry does not run, and returns it as a child to start.
    public func makeProcess(logger: Logger) throws(PlatformError) -> ManagedProcess {
        do {
            try configuration.write(toFile: configurationFile, atomically: true, encoding: .utf8)
        } catch {
            throw PlatformError(.internalError, "cannot write \(configurationFile)", cause: error)
        }
        let plan = ManagedProcess.Plan(
            name: Self.name, command: command(["serve", configurationFile]),
            isReady: { [address] in await HTTPProbe.answers("http://\(address)/v2/") },
            beforeStart: { [self] in try await onThread { try collectGarbage() } })
        return ManagedProcess(plan, directory: directory, logger: logger)
    }

    /// Frees blobs that no manifest names any more.
    private func collectGarbage() throws {
        guard access("\(directory.registry)/docker/registry/v2/repositories", F_OK) == 0 else { return }
        let log = try Descriptor.open("\(directory.log)/registry-garbage.log", flags: O_WRONLY | O_CREAT | O_TRUNC)
        let collector = try ChildProcess(
            command(["garbage-collect", configurationFile]), descriptors: [1: log.rawValue, 2: log.rawValue])
        _ = collector.wait()
    }

    private var configurationFile: String { "\(directory.registry)/config.yml" }

    private var configuration: String {
        """
        version: 0.1
        log:
          level: warn
          accesslog:
            disabled: true
        storage:
          filesystem:
            rootdirectory: \(directory.registry.jsonQuoted)
          delete:
            enabled: true
          maintenance:
            uploadpurging:
              enabled: true
              age: 24h
              interval: 24h
              dryrun: false
        http:
          addr: \("\(address)".jsonQuoted)

        """
    }

    private func command(_ arguments: [String]) -> ChildCommand {
        ChildCommand(
            executable: program, arguments: arguments,
            environment: ["PATH": "/usr/bin:/bin", "HOME": directory.registry, "OTEL_TRACES_EXPORTER": "none"],
            workingDirectory: "/")
    }
}
