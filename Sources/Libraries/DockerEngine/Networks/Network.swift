/// The body of `POST /networks/create`.
public struct NetworkSpecification: Codable, Sendable {
    public var name: String
    public var driver = "bridge"
    /// A second network of this name is refused.
    public var checkDuplicate = true
    /// No way out of the host.
    public var isInternal = false
    public var labels: [String: String]
    public var options: [String: String]?
    public var ipam: IPAM?

    public init(name: String, subnet: String? = nil, labels: [String: String] = [:]) {
        self.name = name
        self.labels = labels
        ipam = subnet.map { IPAM(configurations: [.init(subnet: $0)]) }
    }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case checkDuplicate = "CheckDuplicate"
        case isInternal = "Internal"
        case labels = "Labels"
        case options = "Options"
        case ipam = "IPAM"
    }
}

/// Address management of a network.
public struct IPAM: Codable, Sendable {
    public var driver: String?
    public var configurations: [Configuration]?

    public struct Configuration: Codable, Sendable {
        /// CIDR, such as `10.88.0.0/28`.
        public var subnet: String?
        public var gateway: String?
        public var ipRange: String?

        public init(subnet: String, gateway: String? = nil) {
            self.subnet = subnet
            self.gateway = gateway
        }

        enum CodingKeys: String, CodingKey {
            case subnet = "Subnet"
            case gateway = "Gateway"
            case ipRange = "IPRange"
        }
    }

    public init(configurations: [Configuration]) {
        self.configurations = configurations
    }

    enum CodingKeys: String, CodingKey {
        case driver = "Driver"
        case configurations = "Config"
    }
}

/// A network as listed or inspected.
public struct Network: Codable, Sendable {
    public var id: String
    public var name: String
    public var driver: String?
    public var isInternal: Bool?
    public var labels: [String: String]?
    public var options: [String: String]?
    public var ipam: IPAM?
    /// By container id; present when inspected.
    public var containers: [String: Endpoint]?

    public struct Endpoint: Codable, Sendable {
        public var name: String?
        /// CIDR.
        public var ipv4Address: String?

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case ipv4Address = "IPv4Address"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case driver = "Driver"
        case isInternal = "Internal"
        case labels = "Labels"
        case options = "Options"
        case ipam = "IPAM"
        case containers = "Containers"
    }
}

/// A container's place in a network.
public struct EndpointSettings: Codable, Sendable {
    public var networkID: String?
    public var ipAddress: String?
    public var gateway: String?
    public var aliases: [String]?

    public init(aliases: [String]? = nil) {
        self.aliases = aliases
    }

    enum CodingKeys: String, CodingKey {
        case networkID = "NetworkID"
        case ipAddress = "IPAddress"
        case gateway = "Gateway"
        case aliases = "Aliases"
    }
}
