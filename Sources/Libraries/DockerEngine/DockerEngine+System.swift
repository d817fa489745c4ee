extension DockerEngine {
    /// Whether the daemon answers.
    public func ping() async throws {
        try await perform("GET", "/_ping", timeout: .seconds(10))
    }

    public func version() async throws -> EngineVersion { try await get("/version") }

    public func info() async throws -> EngineInfo { try await get("/info") }

    /// What happens from now on (or from `since`) without end (or up to `until`). Times are Unix seconds, with a
    /// fraction if wanted; the daemon remembers the last 256 events.
    ///
    /// The daemon is listening when this returns: nothing that happens later is missed.
    public func events(
        _ filters: DockerFilters = .init(), since: String? = nil, until: String? = nil
    ) async throws -> JSONStream<EngineEvent> {
        var query = filters.query
        if let since { query.append(("since", since)) }
        if let until { query.append(("until", until)) }
        let response = try await open(request("GET", "/events", query: query))
        return JSONStream(response.body, socketPath: socketPath)
    }
}

/// `GET /version`.
public struct EngineVersion: Codable, Sendable {
    public var version: String
    public var apiVersion: String
    public var minimumAPIVersion: String?
    public var operatingSystem: String?
    public var architecture: String?

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case apiVersion = "ApiVersion"
        case minimumAPIVersion = "MinAPIVersion"
        case operatingSystem = "Os"
        case architecture = "Arch"
    }
}

/// The part of `GET /info` that describes what the daemon runs on.
public struct EngineInfo: Codable, Sendable {
    public var id: String?
    public var serverVersion: String?
    public var storageDriver: String?
    public var rootDirectory: String?
    public var isLiveRestoreEnabled: Bool?
    public var operatingSystem: String?
    public var kernelVersion: String?
    public var architecture: String?
    public var cgroupVersion: String?
    /// Number of CPUs.
    public var cpus: Int?
    /// Bytes.
    public var memory: Int64?
    public var securityOptions: [String]?
    public var warnings: [String]?

    enum CodingKeys: String, CodingKey {
        case id = "ID"
        case serverVersion = "ServerVersion"
        case storageDriver = "Driver"
        case rootDirectory = "DockerRootDir"
        case isLiveRestoreEnabled = "LiveRestoreEnabled"
        case operatingSystem = "OperatingSystem"
        case kernelVersion = "KernelVersion"
        case architecture = "Architecture"
        case cgroupVersion = "CgroupVersion"
        case cpus = "NCPU"
        case memory = "MemTotal"
        case securityOptions = "SecurityOptions"
        case warnings = "Warnings"
    }
}

/// One line of `GET /events`.
public struct EngineEvent: Codable, Sendable {
    /// `container`, `image`, `network`, `volume`, …
    public var type: String
    /// `create`, `start`, `die`, `connect`, …
    public var action: String
    public var actor: Actor
    /// Unix nanoseconds.
    public var timeNano: Int64?

    public struct Actor: Codable, Sendable {
        public var id: String
        public var attributes: [String: String]?

        enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }
    }

    enum CodingKeys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
        case timeNano
    }
}
