public import PlatformModel

/// `GET /projects/{uuid}/logs` and a deployment's log without `follow`.
public struct LogsResource: Codable, Hashable, Sendable {
    /// Lines, each ended by a line feed.
    public var logs: String

    public init(logs: String) {
        self.logs = logs
    }
}

/// `GET /projects/{uuid}/statistics`, summed over the replicas, spelled as Pomegranate does.
public struct StatisticsResource: Codable, Hashable, Sendable {
    /// Percent of one CPU.
    public var cpuUsage: Double
    /// Bytes.
    public var memoryUsage: UInt64
    /// Bytes.
    public var memoryLimit: UInt64

    public init(_ statistics: ApplicationStatistics) {
        cpuUsage = statistics.cpuUsage
        memoryUsage = statistics.memoryUsage
        memoryLimit = statistics.memoryLimit
    }

    enum CodingKeys: String, CodingKey {
        case cpuUsage = "cpu_usage"
        case memoryUsage = "memory_usage"
        case memoryLimit = "memory_limit"
    }
}

/// `POST /projects/status`.
public struct ApplicationStatusesResource: Codable, Hashable, Sendable {
    public var containerStatuses: [Entry]

    public init(containerStatuses: [Entry]) {
        self.containerStatuses = containerStatuses
    }

    enum CodingKeys: String, CodingKey {
        case containerStatuses = "container_statuses"
    }

    public struct Entry: Codable, Hashable, Sendable {
        /// The project's id.
        public var containerName: String
        public var containerStatus: ContainerStatus

        public init(containerName: String, containerStatus: ContainerStatus) {
            self.containerName = containerName
            self.containerStatus = containerStatus
        }

        enum CodingKeys: String, CodingKey {
            case containerName = "container_name"
            case containerStatus = "container_status"
        }
    }
}
