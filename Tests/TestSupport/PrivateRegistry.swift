import FoundationEssentials
import Glibc
import LinuxSystem
import Synchronization

/// Debian's `docker-registry` for this test run alone: on loopback, on a port of its own, with deletion enabled.
///
/// All calls block for a moment.
public final class PrivateRegistry: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// One registry for all suites of the process; repositories are kept apart by random names.
    public static let shared: PrivateRegistry = {
        do {
            let registry = try PrivateRegistry()
            registry.removeAtExit()
            return registry
        } catch {
            fatalError("no private registry for the tests: \(error)")
        }
    }()

    /// `127.0.0.1:port`.
    public var host: String { "127.0.0.1:\(port)" }
    public let port: Int
    public let directory: String
    private let process: ChildProcess

    /// - Parameters:
    ///   - allowsDeletion: as operators may have it switched off.
    ///   - authentication: the registry's `auth` section as one line of YAML; by default everybody may do everything.
    ///   - certificate: for a registry that speaks TLS.
    public init(
        allowsDeletion: Bool = true, authentication: String? = nil, certificate: SelfSignedCertificate? = nil
    ) throws {
        directory = "/tmp/registry-test-\(getpid())-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        guard let executable = ChildCommand.find("docker-registry", in: "/usr/local/bin:/usr/bin:/bin") else {
            throw Failure(description: "no docker-registry: install the package docker-registry")
        }
        port = try LoopbackPort.free()
        let tls = certificate.map { #", tls: {certificate: "\#($0.certificate)", key: "\#($0.key)"}"# } ?? ""
        let configuration = """
            version: 0.1
            log: {level: warn, accesslog: {disabled: true}}
            storage:
              filesystem: {rootdirectory: "\(directory)/data"}
              delete: {enabled: \(allowsDeletion)}
            http: {addr: "127.0.0.1:\(port)"\(tls)}
            \(authentication.map { "auth: \($0)" } ?? "")
            """
        try Data(configuration.utf8).write(to: URL(filePath: directory + "/config.yml"))
        let log = try Descriptor.open(directory + "/log", flags: O_WRONLY | O_CREAT | O_TRUNC)
        process = try ChildProcess(
            ChildCommand(executable: executable, arguments: ["serve", directory + "/config.yml"]),
            descriptors: [1: log.rawValue, 2: log.rawValue])
        try waitUntilReady()
    }

    deinit { remove() }

    /// Ends the server and removes its files.
    public func remove() {
        process.signal(SIGKILL)
        _ = process.wait()
        try? FileManager.default.removeItem(atPath: directory)
    }

    private func waitUntilReady() throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !LoopbackPort.answers(port) {
            if let status = process.poll() {
                throw Failure(description: "docker-registry ended with \(status), see \(directory)/log")
            }
            guard ContinuousClock.now < deadline else {
                throw Failure(description: "docker-registry does not answer, see \(directory)/log")
            }
            usleep(5_000)
        }
    }

    private static let toRemove = Mutex<(process: pid_t, directory: String)?>(nil)

    private func removeAtExit() {
        Self.toRemove.withLock { $0 = (process.processID, directory) }
        atexit {
            guard let (process, directory) = PrivateRegistry.toRemove.withLock({ $0 }) else { return }
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
            try? FileManager.default.removeItem(atPath: directory)
        }
    }

    /// A port nobody listens on. Another process may take it in between, which shows as a failed start.
}
