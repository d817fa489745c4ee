import Foundation
import Glibc
import LinuxSystem
import Logging
import PlatformModel
import PostgresClient

/// A PostgreSQL cluster of the platform's own in the data directory, reachable by its unix socket only.
///
/// PostgreSQL refuses to run as root, so under root it runs as the user `postgres` of Debian's package.
public struct EmbeddedPostgres: Sendable {
    private static let databaseName = "paastech"
    private static let userName = "paastech"

    private let directory: DataDirectory
    private let programs: String
    private let identity: Identity?
    private let socketDirectory: String

    /// The unprivileged user that the server runs as.
    private struct Identity {
        let user: uid_t
        let group: gid_t
    }

    /// - Throws: ``PlatformError`` with code `unavailable` that says what is missing and how to install it.
    public init(directory: DataDirectory) throws(PlatformError) {
        self.directory = directory
        programs = try Self.findPrograms()
        identity = getuid() == 0 ? try Self.serverIdentity() : nil
        socketDirectory = Self.socketDirectory(in: directory)
    }

    /// How the platform's other parts reach the database.
    public var url: String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let host = socketDirectory.addingPercentEncoding(withAllowedCharacters: allowed) ?? socketDirectory
        return "postgresql://\(Self.userName)@\(host)/\(Self.databaseName)"
    }

    /// Makes the cluster if there is none and returns the server as a child to start.
    public func makeProcess(logger: Logger) throws(PlatformError) -> ManagedProcess {
        try prepareDirectories()
        if access("\(directory.postgres)/PG_VERSION", F_OK) != 0 { try initializeCluster() }
        let plan = ManagedProcess.Plan(
            name: "PostgreSQL", command: command("postgres", serverArguments),
            isReady: { [self] in await isReady() }, readyWithin: .seconds(60),
            // Fast shutdown: sessions are cut off, what is committed is kept.
            stopSignal: SIGINT, stopWithin: .seconds(20), beforeStart: { [self] in removeStalePidFile() })
        return ManagedProcess(plan, directory: directory, logger: logger)
    }

    /// Makes the platform's database in a running server, if it is missing.
    public func createDatabase() async throws(PlatformError) {
        let configuration = try maintenanceConfiguration()
        do {
            try await onThread {
                let connection = try PostgresConnection(configuration)
                let known = try connection.query("SELECT 1 FROM pg_database WHERE datname = \(Self.databaseName)")
                guard known.isEmpty else { return }
                try connection.executeScript(unescaped: "CREATE DATABASE \(Self.databaseName)")
            }
        } catch {
            throw PlatformError(.unavailable, "cannot make the database: \(error)", cause: error)
        }
    }

    private var serverArguments: [String] {
        let settings = [
            "listen_addresses=", "unix_socket_directories=\(socketDirectory)", "unix_socket_permissions=0700",
            "max_connections=200", "shared_buffers=32MB", "logging_collector=off", "log_min_messages=warning",
            "idle_session_timeout=0", "timezone=UTC", "log_timezone=UTC",
        ]
        return ["-D", directory.postgres] + settings.flatMap { ["-c", $0] }
    }

    private func isReady() async -> Bool {
        guard let configuration = try? maintenanceConfiguration() else { return false }
        return (try? await onThread { _ = try PostgresConnection(configuration) }) != nil
    }

    private func maintenanceConfiguration() throws(PlatformError) -> PostgresConfiguration {
        do {
            return try PostgresConfiguration(url: url, applicationName: "paastechd").withDatabase("postgres")
        } catch {
            throw PlatformError(.internalError, "the embedded database's address is wrong: \(error)", cause: error)
        }
    }

    private func prepareDirectories() throws(PlatformError) {
        for path in [directory.postgres, socketDirectory] {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw PlatformError(.internalError, "cannot make \(path): \(String(cString: strerror(errno)))")
            }
            if let identity, chown(path, identity.user, identity.group) != 0 {
                throw PlatformError(.internalError, "cannot give \(path) to the user postgres")
            }
        }
        if identity != nil, let closed = directory.path.firstAncestorClosedToOthers {
            throw PlatformError(
                .forbidden,
                "the user postgres cannot reach \(directory.postgres), because \(closed) is closed to other users: "
                    + "choose another place with --data-dir DIR, or run chmod o+x \(closed)")
        }
    }

    private func initializeCluster() throws(PlatformError) {
        let initdb = command(
            "initdb",
            [
                "-D", directory.postgres, "-U", Self.userName, "--auth-local=trust", "--auth-host=reject",
                "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
            ])
        do {
            let output = try Descriptor.open("\(directory.log)/initdb.log", flags: O_WRONLY | O_CREAT | O_TRUNC)
            let status = try ChildProcess(initdb, descriptors: [1: output.rawValue, 2: output.rawValue]).wait()
            guard status.isSuccess else {
                throw PlatformError(
                    .unavailable, "PostgreSQL's initdb failed with \(status): see \(directory.log)/initdb.log")
            }
        } catch let error as LinuxError {
            throw PlatformError(.unavailable, "PostgreSQL's initdb cannot be started: \(error)", cause: error)
        } catch let error as PlatformError {
            throw error
        } catch {
            throw PlatformError(.internalError, "PostgreSQL's initdb failed", cause: error)
        }
    }

    /// After kill -9 the server leaves its pid file, and refuses to start while a stranger has that process id.
    private func removeStalePidFile() {
        let file = "\(directory.postgres)/postmaster.pid"
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let processID = text.split(separator: "\n").first.flatMap({ pid_t($0) })
        else { return }
        let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(processID)/exe")
        if executable?.hasSuffix("/postgres") != true { unlink(file) }
    }

    private func command(_ program: String, _ arguments: [String]) -> ChildCommand {
        let environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": directory.postgres]
        let path = "\(programs)/\(program)"
        guard let identity else {
            return ChildCommand(executable: path, arguments: arguments, environment: environment, workingDirectory: "/")
        }
        let become = ["--reuid", "\(identity.user)", "--regid", "\(identity.group)", "--clear-groups", "--", path]
        return ChildCommand(
            executable: "/usr/bin/setpriv", arguments: become + arguments, environment: environment,
            workingDirectory: "/")
    }
}

extension EmbeddedPostgres {
    /// The address of a unix socket has 107 bytes at most, the file's own name included.
    private static func socketDirectory(in directory: DataDirectory) -> String {
        let wanted = "\(directory.run)/postgres"
        if wanted.utf8.count + "/.s.PGSQL.5432".utf8.count <= 107 { return wanted }
        let hash = directory.path.utf8.reduce(into: UInt64(14_695_981_039_346_656_037)) { hash, byte in
            hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
        }
        return "/tmp/paastech-\(String(hash, radix: 16))"
    }

    private static func findPrograms() throws(PlatformError) -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        for version in versions.compactMap({ Int($0) }).sorted(by: >) {
            let programs = "\(root)/\(version)/bin"
            if access("\(programs)/postgres", X_OK) == 0 { return programs }
        }
        throw PlatformError(
            .unavailable, "PostgreSQL is not installed: run apt-get install postgresql, or set PAASTECH_DATABASE_URL")
    }

    private static func serverIdentity() throws(PlatformError) -> Identity {
        guard let entry = getpwnam("postgres") else {
            throw PlatformError(
                .unavailable,
                "the user postgres does not exist, and PostgreSQL does not run as root: run apt-get install postgresql")
        }
        return Identity(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
    }
}

extension String {
    /// The first directory on the way to this path, itself included, that others may not enter.
    fileprivate var firstAncestorClosedToOthers: String? {
        var path = ""
        for component in split(separator: "/") {
            path += "/\(component)"
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IXOTH == 0 { return path }
        }
        return nil
    }
}
