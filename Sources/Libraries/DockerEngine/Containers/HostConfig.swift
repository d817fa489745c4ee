/// What the host gives a container and what it withholds.
public struct HostConfig: Codable, Sendable {
    /// Bytes; zero or `nil` is without limit.
    public var memory: Int64?
    /// Memory and swap together, bytes; equal to `memory` it allows no swap.
    public var memorySwap: Int64?
    /// Billionths of a CPU.
    public var nanoCPUs: Int64?
    /// Processes and threads.
    public var pidsLimit: Int64?
    public var cpuShares: Int64?
    public var addedCapabilities: [String]?
    public var droppedCapabilities: [String]?
    /// Such as `no-new-privileges:true`.
    public var securityOptions: [String]?
    public var isPrivileged: Bool?
    public var restartPolicy: RestartPolicy?
    /// `source:target[:options]`.
    public var binds: [String]?
    public var mounts: [Mount]?
    /// `bridge`, `none`, `host`, or a network's name.
    public var networkMode: String?
    /// Options by mount point.
    public var temporaryFileSystems: [String: String]?
    public var hasReadOnlyRoot: Bool?
    public var ulimits: [Ulimit]?
    public var logConfig: LogConfig?
    public var portBindings: [String: [PortBinding]?]?
    public var extraHosts: [String]?
    public var dns: [String]?
    /// Runs an init that reaps orphans as process 1.
    public var usesInit: Bool?
    public var autoRemoves: Bool?
    /// Such as `runsc`.
    public var runtime: String?
    /// Bytes of `/dev/shm`.
    public var shmSize: Int64?
    public var oomScoreAdjustment: Int?

    public init() {}

    enum CodingKeys: String, CodingKey {
        case memory = "Memory"
        case memorySwap = "MemorySwap"
        case nanoCPUs = "NanoCpus"
        case pidsLimit = "PidsLimit"
        case cpuShares = "CpuShares"
        case addedCapabilities = "CapAdd"
        case droppedCapabilities = "CapDrop"
        case securityOptions = "SecurityOpt"
        case isPrivileged = "Privileged"
        case restartPolicy = "RestartPolicy"
        case binds = "Binds"
        case mounts = "Mounts"
        case networkMode = "NetworkMode"
        case temporaryFileSystems = "Tmpfs"
        case hasReadOnlyRoot = "ReadonlyRootfs"
        case ulimits = "Ulimits"
        case logConfig = "LogConfig"
        case portBindings = "PortBindings"
        case extraHosts = "ExtraHosts"
        case dns = "Dns"
        case usesInit = "Init"
        case autoRemoves = "AutoRemove"
        case runtime = "Runtime"
        case shmSize = "ShmSize"
        case oomScoreAdjustment = "OomScoreAdj"
    }
}

public struct RestartPolicy: Codable, Sendable, Equatable {
    /// `no`, `always`, `unless-stopped`, `on-failure`; the daemon also shows an empty text for `no`.
    public var name: String
    /// For `on-failure` only.
    public var maximumRetryCount: Int?

    public static let never = RestartPolicy(name: "no")
    public static let always = RestartPolicy(name: "always")
    public static let unlessStopped = RestartPolicy(name: "unless-stopped")

    public static func onFailure(maximum: Int) -> RestartPolicy {
        RestartPolicy(name: "on-failure", maximumRetryCount: maximum)
    }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case maximumRetryCount = "MaximumRetryCount"
    }
}

public struct Mount: Codable, Sendable, Equatable {
    /// `bind`, `volume` or `tmpfs`.
    public var type: String
    /// A host path or a volume's name.
    public var source: String?
    /// The path in the container.
    public var target: String
    public var isReadOnly: Bool?

    public static func bind(_ source: String, at target: String, readOnly: Bool = false) -> Mount {
        Mount(type: "bind", source: source, target: target, isReadOnly: readOnly)
    }

    public static func volume(_ name: String, at target: String, readOnly: Bool = false) -> Mount {
        Mount(type: "volume", source: name, target: target, isReadOnly: readOnly)
    }

    enum CodingKeys: String, CodingKey {
        case type = "Type"
        case source = "Source"
        case target = "Target"
        case isReadOnly = "ReadOnly"
    }
}

public struct Ulimit: Codable, Sendable, Equatable {
    public var name: String
    public var soft: Int64
    public var hard: Int64

    public init(_ name: String, soft: Int64, hard: Int64) {
        self.name = name
        self.soft = soft
        self.hard = hard
    }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case soft = "Soft"
        case hard = "Hard"
    }
}

public struct LogConfig: Codable, Sendable, Equatable {
    public var type: String
    public var options: [String: String]?

    public init(type: String, options: [String: String] = [:]) {
        self.type = type
        self.options = options
    }

    enum CodingKeys: String, CodingKey {
        case type = "Type"
        case options = "Config"
    }
}

public struct PortBinding: Codable, Sendable, Equatable {
    public var hostIP: String?
    /// Empty or `nil` picks a free one.
    public var hostPort: String?

    public init(hostIP: String? = nil, hostPort: String? = nil) {
        self.hostIP = hostIP
        self.hostPort = hostPort
    }

    enum CodingKeys: String, CodingKey {
        case hostIP = "HostIp"
        case hostPort = "HostPort"
    }
}
