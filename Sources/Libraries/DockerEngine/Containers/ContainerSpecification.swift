/// What `POST /containers/create` takes: the configuration, with the host's and the networks' part beside it.
public struct ContainerSpecification: Encodable, Sendable {
    /// The name, without a leading slash; `nil` lets the daemon choose.
    public var name: String?
    public var config: ContainerConfig
    public var host = HostConfig()
    /// The endpoint in the network of `host.networkMode`, by that network's name.
    public var endpoints: [String: EndpointSettings] = [:]

    public init(name: String? = nil, image: String) {
        self.name = name
        config = ContainerConfig(image: image)
    }

    private enum CodingKeys: String, CodingKey {
        case host = "HostConfig"
        case networking = "NetworkingConfig"
    }

    private struct Networking: Encodable {
        var endpoints: [String: EndpointSettings]
        enum CodingKeys: String, CodingKey { case endpoints = "EndpointsConfig" }
    }

    public func encode(to encoder: any Encoder) throws {
        try config.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(host, forKey: .host)
        if !endpoints.isEmpty { try container.encode(Networking(endpoints: endpoints), forKey: .networking) }
    }
}

/// `POST /containers/{id}/update`: limits of a running container; what is `nil` stays as it is.
public struct ResourceUpdate: Codable, Sendable, Equatable {
    /// Bytes.
    public var memory: Int64?
    /// Bytes, swap included; the daemon wants it whenever it would fall under `memory`.
    public var memorySwap: Int64?
    /// Billionths of a CPU.
    public var nanoCPUs: Int64?
    public var pidsLimit: Int64?
    public var restartPolicy: RestartPolicy?

    public init(memory: Int64? = nil, memorySwap: Int64? = nil, nanoCPUs: Int64? = nil, pidsLimit: Int64? = nil) {
        self.memory = memory
        self.memorySwap = memorySwap
        self.nanoCPUs = nanoCPUs
        self.pidsLimit = pidsLimit
    }

    enum CodingKeys: String, CodingKey {
        case memory = "Memory"
        case memorySwap = "MemorySwap"
        case nanoCPUs = "NanoCpus"
        case pidsLimit = "PidsLimit"
        case restartPolicy = "RestartPolicy"
    }
}
