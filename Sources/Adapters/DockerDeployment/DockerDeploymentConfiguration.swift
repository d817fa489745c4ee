import DockerEngine

/// How applications are run on one Docker host.
public struct DockerDeploymentConfiguration: Sendable {
    /// Who tells Traefik where to send requests.
    public enum Routing: String, Sendable {
        /// A file a project, for Traefik's file provider: no request is lost.
        case file
        /// Labels, for an operator's own Traefik on the Docker provider: requests may be lost while one container takes
        /// over from another, since such a container is routed the moment it starts and leaves only by dying.
        case labels
    }

    /// What one replica may use.
    public struct Limits: Sendable, Equatable {
        /// Bytes; swap is not given.
        public var memory: Int64 = 512 << 20
        public var cpus = 1.0
        /// Processes and threads.
        public var processes: Int64 = 256
        /// Bytes of output kept, twice (one file is rotated away).
        public var logSize = 10 << 20

        public init() {}
    }

    /// Made once per data directory; on every container and network, so that two platforms on one host keep apart.
    public var platform: String
    public var dockerSocket = DockerEngine.defaultSocketPath
    public var routing = Routing.file
    /// Where Traefik's file provider looks.
    public var routesDirectory: String
    /// Traefik's entry points that applications answer on.
    public var entryPoints = ["web"]
    /// Traefik's API, such as `http://127.0.0.1:8082`.
    public var traefikAPI: String
    /// Within this time Traefik has to show new servers.
    public var switchDeadline: Duration = .seconds(15)
    /// From the switch to SIGTERM at most: time for requests under way. Without any it is over at once.
    public var drain: Duration = .seconds(10)
    /// From SIGTERM to SIGKILL, whole seconds.
    public var stopGrace: Duration = .seconds(10)
    public var subnets = SubnetRange.default
    public var limits = Limits()
    public var mostReplicas = 6
    /// Keeps containers from the host's own listeners and from `blockedDestinations`; needs iptables and root.
    public var isFirewalled = true
    /// CIDR ranges no container may reach; the default holds cloud metadata services.
    public var blockedDestinations = ["169.254.0.0/16"]

    public init(platform: String, routesDirectory: String, traefikAPI: String) {
        self.platform = platform
        self.routesDirectory = routesDirectory
        self.traefikAPI = traefikAPI
    }
}
