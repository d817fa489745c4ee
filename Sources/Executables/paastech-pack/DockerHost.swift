import Buildpacks
import DockerEngine
import Glibc

/// The daemon and the logins that `docker` would use, and the keys that `pack` would use, by their variables.
enum DockerHost {
    /// Those of `DOCKER_CONFIG`, else of `~/.docker`.
    static var logins: RegistryLogins {
        var environment: [String: String] = [:]
        for name in ["PATH", "HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "GNUPGHOME", "PASSWORD_STORE_DIR"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        let configured = getenv("DOCKER_CONFIG").map { String(cString: $0) } ?? ""
        let home = environment["HOME"].map { $0 + "/.docker" }
        return RegistryLogins(directory: configured.isEmpty ? home : configured, environment: environment)
    }

    /// Those of `PACK_VOLUME_KEY`, else in `PACK_HOME`, else in `~/.pack`.
    static var volumeKeys: VolumeKeys {
        func value(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        return VolumeKeys(
            common: value("PACK_VOLUME_KEY"), directory: value("PACK_HOME") ?? value("HOME").map { $0 + "/.pack" })
    }

    static func engine() throws -> DockerEngine {
        guard let value = getenv("DOCKER_HOST").map({ String(cString: $0) }), !value.isEmpty else {
            return DockerEngine()
        }
        guard value.hasPrefix("unix://") else {
            throw BuildFailure(.invalid, "DOCKER_HOST is \"\(value)\"; only unix:// sockets are supported")
        }
        return DockerEngine(socketPath: String(value.dropFirst("unix://".count)))
    }
}
