import CurlClient

extension DockerEngine {
    /// - Returns: the new network's id.
    /// - Throws: ``DockerError``; a subnet in use is ``DockerError/isPoolOverlap``.
    public func createNetwork(_ specification: NetworkSpecification) async throws -> String {
        struct Answer: Decodable {
            var id: String
            enum CodingKeys: String, CodingKey { case id = "Id" }
        }
        return try await post("/networks/create", specification, as: Answer.self).id
    }

    public func inspectNetwork(_ name: String) async throws -> Network {
        try await get("/networks/\(PercentEncoding.component(name))")
    }

    /// Without the containers of each, which only ``inspectNetwork(_:)`` tells.
    public func listNetworks(_ filters: DockerFilters = .init()) async throws -> [Network] {
        try await get("/networks", query: filters.query)
    }

    public func removeNetwork(_ name: String) async throws {
        try await perform("DELETE", "/networks/\(PercentEncoding.component(name))")
    }

    public func connect(container: String, to network: String, aliases: [String] = []) async throws {
        struct Body: Encodable {
            var container: String
            var endpoint: EndpointSettings
            enum CodingKeys: String, CodingKey {
                case container = "Container"
                case endpoint = "EndpointConfig"
            }
        }
        try await post(
            "/networks/\(PercentEncoding.component(network))/connect",
            Body(container: container, endpoint: EndpointSettings(aliases: aliases)))
    }

    public func disconnect(container: String, from network: String, force: Bool = false) async throws {
        struct Body: Encodable {
            var container: String
            var force: Bool
            enum CodingKeys: String, CodingKey {
                case container = "Container"
                case force = "Force"
            }
        }
        try await post(
            "/networks/\(PercentEncoding.component(network))/disconnect", Body(container: container, force: force))
    }
}

extension DockerError {
    /// The wanted subnet is in use by another network.
    public var isPoolOverlap: Bool {
        message.contains("Pool overlaps") || message.contains("conflicts with network")
    }
}
