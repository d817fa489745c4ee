/// `GET /containers/{id}/json`.
public struct ContainerInspection: Codable, Sendable {
    public var id: String
    /// With a leading slash, as the daemon has it.
    public var name: String
    public var created: String?
    /// Id of the image it was made from.
    public var image: String?
    public var state: ContainerState
    public var config: ContainerConfig?
    public var host: HostConfig?
    public var restartCount: Int?
    public var mounts: [MountPoint]?
    public var networkSettings: NetworkSettings?

    public struct NetworkSettings: Codable, Sendable {
        public var networks: [String: EndpointSettings]?
        public var ports: [String: [PortBinding]?]?

        enum CodingKeys: String, CodingKey {
            case networks = "Networks"
            case ports = "Ports"
        }
    }

    /// Its address in that network, `nil` while it does not run.
    public func address(in network: String) -> String? {
        guard let address = networkSettings?.networks?[network]?.ipAddress, !address.isEmpty else { return nil }
        return address
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case created = "Created"
        case image = "Image"
        case state = "State"
        case config = "Config"
        case host = "HostConfig"
        case restartCount = "RestartCount"
        case mounts = "Mounts"
        case networkSettings = "NetworkSettings"
    }
}

public struct ContainerState: Codable, Sendable {
    /// `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`.
    public var status: String
    public var isRunning: Bool
    public var exitCode: Int
    /// True where Docker knows that the kernel killed for memory. It learns of that apart from the exit and forgets it when the
    /// exit came first, so false means nothing: ask ``endedForMemory``.
    public var wasOOMKilled: Bool?
    public var error: String?
    public var pid: Int?
    /// RFC 3339; year 1 where it never happened.
    public var startedAt: String?
    public var finishedAt: String?
    /// Present where the image or the container has a health check.
    public var health: Health?

    /// Whether it ended, as far as can be told, since it reached its memory limit: Docker says so, or it was killed by SIGKILL
    /// (status 128 + 9). Who kills containers by other means has to rule that out first.
    public var endedForMemory: Bool { wasOOMKilled == true || !isRunning && exitCode == 137 }

    public struct Health: Codable, Sendable {
        /// `none`, `starting`, `healthy` or `unhealthy`.
        public var status: String
        public var failingStreak: Int?
        public var log: [Probe]?

        public struct Probe: Codable, Sendable {
            public var exitCode: Int
            public var output: String?

            enum CodingKeys: String, CodingKey {
                case exitCode = "ExitCode"
                case output = "Output"
            }
        }

        enum CodingKeys: String, CodingKey {
            case status = "Status"
            case failingStreak = "FailingStreak"
            case log = "Log"
        }
    }

    enum CodingKeys: String, CodingKey {
        case status = "Status"
        case isRunning = "Running"
        case exitCode = "ExitCode"
        case wasOOMKilled = "OOMKilled"
        case error = "Error"
        case pid = "Pid"
        case startedAt = "StartedAt"
        case finishedAt = "FinishedAt"
        case health = "Health"
    }
}

/// A mount as the daemon reports it.
public struct MountPoint: Codable, Sendable {
    public var type: String?
    /// The volume's name.
    public var name: String?
    public var source: String?
    public var destination: String?

    enum CodingKeys: String, CodingKey {
        case type = "Type"
        case name = "Name"
        case source = "Source"
        case destination = "Destination"
    }
}

/// One entry of `GET /containers/json`.
public struct ContainerSummary: Codable, Sendable {
    public var id: String
    /// With leading slashes.
    public var names: [String]?
    public var image: String?
    public var imageID: String?
    /// Unix seconds.
    public var created: Int64?
    public var state: String?
    /// In words, such as `Up 2 minutes (healthy)`.
    public var status: String?
    public var labels: [String: String]?
    public var mounts: [MountPoint]?
    public var networkSettings: ContainerInspection.NetworkSettings?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case image = "Image"
        case imageID = "ImageID"
        case created = "Created"
        case state = "State"
        case status = "Status"
        case labels = "Labels"
        case mounts = "Mounts"
        case networkSettings = "NetworkSettings"
    }
}
