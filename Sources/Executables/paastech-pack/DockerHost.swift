import Buildpacks
import DockerEngine
import Glibc

/// The daemon `DOCKER_HOST` names.
enum DockerHost {
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
