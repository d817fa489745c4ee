/// `GET /containers/{id}/stats`, one reading with the one before it.
public struct ContainerStatistics: Codable, Sendable {
    public var cpu: CPU
    public var previousCPU: CPU?
    public var memory: Memory?
    public var pids: Pids?

    public struct CPU: Codable, Sendable {
        public var usage: Usage
        /// Nanoseconds of all CPUs together since the host started.
        public var systemUsage: UInt64?
        public var onlineCPUs: Int?

        public struct Usage: Codable, Sendable {
            /// Nanoseconds.
            public var total: UInt64
            enum CodingKeys: String, CodingKey { case total = "total_usage" }
        }

        enum CodingKeys: String, CodingKey {
            case usage = "cpu_usage"
            case systemUsage = "system_cpu_usage"
            case onlineCPUs = "online_cpus"
        }
    }

    public struct Memory: Codable, Sendable {
        /// Bytes, the page cache included.
        public var usage: UInt64?
        /// Bytes; the host's memory where the container has no limit.
        public var limit: UInt64?
        public var details: [String: UInt64]?

        enum CodingKeys: String, CodingKey {
            case usage, limit
            case details = "stats"
        }
    }

    public struct Pids: Codable, Sendable {
        public var current: UInt64?
    }

    enum CodingKeys: String, CodingKey {
        case cpu = "cpu_stats"
        case previousCPU = "precpu_stats"
        case memory = "memory_stats"
        case pids = "pids_stats"
    }

    /// Percent of one CPU between the two readings, as `docker stats` computes it.
    public var cpuPercent: Double {
        guard let before = previousCPU, let now = cpu.systemUsage, let then = before.systemUsage, now > then,
            cpu.usage.total >= before.usage.total
        else { return 0 }
        let share = Double(cpu.usage.total - before.usage.total) / Double(now - then)
        return share * Double(cpu.onlineCPUs ?? 1) * 100
    }

    /// Bytes in use without the page cache that the kernel would give back, as `docker stats` shows.
    public var memoryInUse: UInt64 {
        let usage = memory?.usage ?? 0
        let cache = memory?.details?["inactive_file"] ?? memory?.details?["total_inactive_file"] ?? 0
        return cache < usage ? usage - cache : usage
    }
}
