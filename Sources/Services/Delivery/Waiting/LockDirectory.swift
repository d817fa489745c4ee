import Glibc
public import LinuxSystem
public import PlatformModel

/// Where the platform's lock files are. A lock dies with its holder, so a free one proves that nobody works any more.
///
/// Whoever takes several takes them in this order: push or deployment, project, slot.
public struct LockDirectory: Hashable, Sendable {
    public let path: String

    /// - Parameter dataDirectory: absolute path of the platform's data.
    public init(dataDirectory: String) {
        path = "\(dataDirectory)/locks"
    }

    /// Held by the gatekeeper, the hooks and their detached children as long as any of them works for this push.
    public func push(_ id: PushID) -> String { "\(path)/pushes/\(id)" }
    /// Held by the process that works on a deployment which no push asked for.
    public func deployment(_ id: DeploymentID) -> String { "\(path)/deployments/\(id)" }
    /// Held while a deployment of the project builds, rolls out and settles.
    public func project(_ id: ProjectID) -> String { "\(path)/projects/\(id)" }
    /// Held while a build runs; slots count from 0.
    public func slot(_ number: Int) -> String { "\(path)/slots/\(number)" }

    /// Held shared for an instant by every build that takes its slot, and alone by a sweep of what dead builds left: so no
    /// build starts that the sweep does not know.
    public var builds: String { "\(path)/builds" }

    /// The lock that tells whether somebody still works on a deployment.
    public func worker(of deployment: Deployment) -> String {
        deployment.push.map { push($0) } ?? self.deployment(deployment.id)
    }

    /// Makes the directories; what exists is left alone.
    public func create() throws(LinuxError) {
        for directory in [path] + ["pushes", "deployments", "projects", "slots"].map({ "\(path)/\($0)" }) {
            guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
                throw LinuxError(code: errno, message: "cannot create \(directory)")
            }
        }
    }
}
