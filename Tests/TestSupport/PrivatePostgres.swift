import FoundationEssentials
import Glibc
import LinuxSystem
import Synchronization

/// A PostgreSQL cluster of this test run alone: unix socket only, in a short directory under `/tmp`, without fsync.
///
/// PostgreSQL refuses to run as root, so as root its programs run as the user `postgres`.
/// All calls block; the first use of ``shared`` takes about a second. Lifecycle calls are for clusters made by
/// ``start()``: suites that run side by side depend on ``shared`` staying up.
public final class PrivatePostgres: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// One cluster for all suites of the process; removed when the process ends.
    public static let shared: PrivatePostgres = {
        do {
            let cluster = try PrivatePostgres.start()
            cluster.removeAtExit()
            return cluster
        } catch {
            fatalError("no private PostgreSQL for the tests: \(error)")
        }
    }()

    public static let port = 5432
    public static let user = "paastech_test"

    /// Holds the socket, the data and the log.
    public let directory: String
    private var data: String { directory + "/data" }
    private var log: String { directory + "/log" }

    private init(directory: String) {
        self.directory = directory
    }

    /// Creates and starts a cluster; the caller calls ``remove()``.
    public static func start() throws -> PrivatePostgres {
        removeLeftovers()
        let directory = "\(parent)/\(prefix)\(getpid())-\(String(UInt32.random(in: .min ... .max), radix: 36))"
        let cluster = PrivatePostgres(directory: directory)
        guard mkdir(directory, 0o700) == 0 else { throw Failure(description: "cannot create \(directory)") }
        if geteuid() == 0 {
            guard let account = getpwnam("postgres") else {
                throw Failure(description: "no user postgres: install the package postgresql-15")
            }
            chown(directory, account.pointee.pw_uid, account.pointee.pw_gid)
        }
        try cluster.run(
            "initdb", ["-D", cluster.data, "-U", user, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"])
        try cluster.launch()
        return cluster
    }

    /// Starts the server and waits until it accepts connections.
    public func launch() throws {
        let options = [
            "-c listen_addresses=''", "-c unix_socket_directories='\(directory)'", "-c port=\(Self.port)",
            "-c fsync=off", "-c full_page_writes=off", "-c max_connections=200",
            "-c shared_buffers=32MB", "-c autovacuum=off",
        ]
        try run("pg_ctl", ["start", "-w", "-D", data, "-l", log, "-o", options.joined(separator: " ")])
    }

    /// Ends the server in an orderly way, closing open connections.
    public func stop() throws {
        try run("pg_ctl", ["stop", "-w", "-m", "fast", "-D", data])
    }

    /// Kills the server and all its processes at once, as a crash of the machine would.
    public func kill() throws {
        let pid = try postmasterPID()
        // The postmaster leads a session of its own; its children notice its death by themselves.
        guard Glibc.kill(pid, SIGKILL) == 0 else { throw Failure(description: "cannot kill postmaster \(pid)") }
        let deadline = ContinuousClock.now + .seconds(20)
        while Glibc.kill(pid, 0) == 0 {
            guard ContinuousClock.now < deadline else { throw Failure(description: "postmaster \(pid) does not die") }
            usleep(5_000)
        }
    }

    /// Stops the server and removes its files.
    public func remove() {
        try? run("pg_ctl", ["stop", "-w", "-m", "immediate", "-D", data])
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Creates an empty database with a random name.
    public func createDatabase() throws -> String {
        let name = "t\(UInt64.random(in: .min ... .max))"
        try run("createdb", ["-h", directory, "-p", String(Self.port), "-U", Self.user, "-T", "template0", name])
        return name
    }

    public func url(database: String = "postgres") -> String {
        "host=\(directory) port=\(Self.port) user=\(Self.user) dbname=\(database)"
    }

    /// The process id in the first line of `postmaster.pid`.
    public func postmasterPID() throws -> pid_t {
        guard let bytes = FileManager.default.contents(atPath: data + "/postmaster.pid"),
            let pid = pid_t(String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" })
        else { throw Failure(description: "\(data)/postmaster.pid names no process") }
        return pid
    }

    private static let parent = "/tmp"
    private static let prefix = "pg-test-"
    private static let directoryToRemove = Mutex("")

    private func removeAtExit() {
        Self.directoryToRemove.withLock { $0 = directory }
        atexit {
            PrivatePostgres(directory: PrivatePostgres.directoryToRemove.withLock { $0 }).remove()
        }
    }

    /// Removes clusters of test runs that were killed; the directory's name tells whose it was.
    private static func removeLeftovers() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(prefix) {
            let owner = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" })
            guard let owner, Glibc.kill(owner, 0) != 0, errno == ESRCH else { continue }
            PrivatePostgres(directory: "\(parent)/\(name)").remove()
        }
    }

    /// Runs one of PostgreSQL's programs to its end.
    private func run(_ program: String, _ arguments: [String]) throws {
        let path = try Self.directoryOfPrograms() + "/" + program
        let output = "\(directory)/\(program).log"
        let log = try Descriptor.open(output, flags: O_WRONLY | O_CREAT | O_TRUNC, permissions: 0o644)
        defer { log.close() }
        var command = ChildCommand(
            executable: path, arguments: arguments, environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"],
            workingDirectory: "/", group: .newSession)
        if geteuid() == 0 {
            command.executable = "/usr/sbin/runuser"
            command.arguments = ["-u", "postgres", "--", path] + arguments
        }
        let status = try ChildProcess(command, descriptors: [1: log.rawValue, 2: log.rawValue]).wait()
        guard status.isSuccess else {
            let text = FileManager.default.contents(atPath: output).map { String(decoding: $0, as: UTF8.self) } ?? ""
            throw Failure(description: "\(program) ended with \(status): \(text.suffix(2000))")
        }
    }

    /// Debian keeps the server's programs out of PATH, one directory for each major version.
    private static func directoryOfPrograms() throws -> String {
        let parent = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []).compactMap { Int($0) }
        guard let newest = versions.max() else {
            throw Failure(description: "no PostgreSQL server in \(parent): install the package postgresql-15")
        }
        return "\(parent)/\(newest)/bin"
    }
}
