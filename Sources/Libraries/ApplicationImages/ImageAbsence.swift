/// Where an image was looked for in vain.
package enum ImageAbsence: Sendable {
    case daemon
    /// The registry of the image's own name.
    case registry
    /// The daemon, and the registry the result goes to.
    case daemonAndRegistry(host: String)

    package var reason: String {
        switch self {
        case .daemon: "is not in the Docker daemon; pull or build it first"
        case .registry: "is not in its registry, or it is of another kind of machine; push it there first"
        case .daemonAndRegistry(let host): "is neither in the Docker daemon nor in \(host); pull or build it first"
        }
    }

    /// - Parameter role: what the image is for, such as `run image`.
    package func failure(_ role: String, _ name: String) -> BuildFailure {
        BuildFailure(.invalid, "\(role) \"\(name)\" \(reason)")
    }
}
