/// Whether an application runs. The names on the wire are `STATUS_…`.
public enum ApplicationStatus: String, Hashable, Sendable, CaseIterable {
    case unknown = "STATUS_UNKNOWN"
    case starting = "STATUS_STARTING"
    case running = "STATUS_RUNNING"
    case stopping = "STATUS_STOPPING"
    case stopped = "STATUS_STOPPED"
}

/// What an application uses right now, summed over its replicas.
public struct ApplicationStatistics: Hashable, Sendable {
    /// Percent of one CPU.
    public let cpuUsage: Double
    /// Bytes.
    public let memoryUsage: UInt64
    /// Bytes.
    public let memoryLimit: UInt64

    public init(cpuUsage: Double, memoryUsage: UInt64, memoryLimit: UInt64) {
        self.cpuUsage = cpuUsage
        self.memoryUsage = memoryUsage
        self.memoryLimit = memoryLimit
    }
}
