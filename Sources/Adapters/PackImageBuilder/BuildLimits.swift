import DockerEngine

/// What one build may use; over a limit it ends with a sentence that names the limit.
public struct BuildLimits: Sendable, Equatable {
    /// Bytes of memory of each container, without swap beside it.
    public var memory: Int64 = 2 << 30
    public var cpus = 2.0
    /// Processes and threads of each container.
    public var processes: Int64 = 4096
    /// Wall time from start to end.
    public var duration: Duration = .seconds(15 * 60)
    /// Bytes of output.
    public var output = 16 << 20
    /// Time between SIGTERM and SIGKILL.
    public var grace: Duration = .seconds(20)

    public init() {}

    var update: ResourceUpdate {
        ResourceUpdate(
            memory: memory, memorySwap: memory, nanoCPUs: Int64(cpus * 1_000_000_000), pidsLimit: processes)
    }
}
