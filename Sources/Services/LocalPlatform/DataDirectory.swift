import Foundation
import LinuxSystem
import PlatformModel

/// Where everything of one platform lives on its machine.
///
/// ```
/// endpoints.json   addresses of the running platform, mode 0600
/// platform-id      made once; every container, network and volume carries it
/// ssh_host_ed25519_key
/// access-token-secret  signs the client API's access tokens, mode 0600
/// repositories/    <project-uuid>.git
/// builds/          <deployment-uuid>/, removed when the build ends
/// hooks/           links to the compiled hooks
/// locks/           flock files
/// postgres/ registry/ traefik/   data of the embedded parts
/// run/             sockets and process records
/// log/             output of the child processes
/// ```
public struct DataDirectory: Sendable {
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// `/var/lib/paastech` for root, else `$XDG_DATA_HOME/paastech`.
    public static func defaultPath(environment: [String: String], isRoot: Bool) -> String {
        if isRoot { return "/var/lib/paastech" }
        let home = environment["HOME"] ?? "/"
        return (environment["XDG_DATA_HOME"] ?? "\(home)/.local/share") + "/paastech"
    }

    public var endpoints: String { "\(path)/endpoints.json" }
    public var hostKey: String { "\(path)/ssh_host_ed25519_key" }
    public var accessTokenSecret: String { "\(path)/access-token-secret" }
    public var repositories: String { "\(path)/repositories" }
    public var builds: String { "\(path)/builds" }
    public var hooks: String { "\(path)/hooks" }
    public var locks: String { "\(path)/locks" }
    public var postgres: String { "\(path)/postgres" }
    public var registry: String { "\(path)/registry" }
    /// Holds the registry's `HOST:PORT`, which stays the same over restarts.
    public var registryAddress: String { "\(registry)/address" }
    public var traefik: String { "\(path)/traefik" }
    public var routes: String { "\(path)/traefik/routes" }
    public var run: String { "\(path)/run" }
    /// Sockets of our own services; who may enter this directory may call them.
    public var services: String { "\(run)/services" }
    public var log: String { "\(path)/log" }
    public var gitControllerSocket: String { "\(services)/git-controller.sock" }
    public var receptionSocket: String { "\(services)/reception.sock" }
    public var pomegranateSocket: String { "\(services)/pomegranate.sock" }

    /// Makes the directories. All but the root are closed to other users; the root only lets PostgreSQL's user pass.
    public func prepare() throws(PlatformError) {
        try make(path, mode: 0o711)
        for directory in [repositories, builds, hooks, locks, registry, traefik, routes, log] {
            try make(directory, mode: 0o700)
        }
        for directory in ["deployments", "projects", "pushes", "slots"] {
            try make("\(locks)/\(directory)", mode: 0o700)
        }
        // Unix sockets are protected by their directory; PostgreSQL's own lives in a sub-directory of its user.
        try make(run, mode: 0o711)
        try make(services, mode: 0o700)
    }

    /// Takes the directory for this process; the lock dies with it.
    /// - Throws: ``PlatformError`` with code `conflict` that names the process which holds it.
    public func lock() throws(PlatformError) -> FileLock {
        let file = "\(path)/paastechd.lock"
        do {
            if let lock = try FileLock.tryLock(file) {
                try? "\(getpid())\n".write(toFile: file, atomically: false, encoding: .utf8)
                return lock
            }
        } catch {
            throw PlatformError(.internalError, "cannot lock data directory \(path): \(error)", cause: error)
        }
        let holder = (try? String(contentsOfFile: file, encoding: .utf8))?.trimmingCharacters(
            in: .whitespacesAndNewlines)
        throw PlatformError(
            .conflict,
            "data directory \(path) is in use by paastechd\(holder.map { " (process \($0))" } ?? ""): "
                + "stop it first or choose another with --data-dir DIR")
    }

    /// The id of this platform, made at first use.
    public func platformID() throws(PlatformError) -> String {
        let file = "\(path)/platform-id"
        if let known = try? String(contentsOfFile: file, encoding: .utf8) {
            let text = known.trimmingCharacters(in: .whitespacesAndNewlines)
            if UUID(uuidString: text) != nil { return text }
        }
        let id = UUID().uuidString.lowercased()
        do {
            try "\(id)\n".write(toFile: file, atomically: true, encoding: .utf8)
        } catch {
            throw PlatformError(.internalError, "cannot write \(file): \(error.localizedDescription)", cause: error)
        }
        return id
    }

    private func make(_ directory: String, mode: mode_t) throws(PlatformError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: NSNumber(value: 0o755)])
        } catch {
            throw PlatformError(.internalError, "cannot make \(directory): \(error.localizedDescription)", cause: error)
        }
        guard chmod(directory, mode) == 0 else {
            throw PlatformError(.forbidden, "cannot set permissions of \(directory): it belongs to another user")
        }
    }
}
