import CurlClient

/// A named volume.
public struct Volume: Codable, Sendable {
    public var name: String
    public var driver: String?
    /// Where it lies on the host.
    public var mountpoint: String?
    public var labels: [String: String]?
    public var createdAt: String?

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case mountpoint = "Mountpoint"
        case labels = "Labels"
        case createdAt = "CreatedAt"
    }
}

extension DockerEngine {
    /// Creates the volume, or gives the one of that name.
    @discardableResult
    public func createVolume(_ name: String, labels: [String: String] = [:]) async throws -> Volume {
        struct Body: Encodable {
            var name: String
            var labels: [String: String]
            enum CodingKeys: String, CodingKey {
                case name = "Name"
                case labels = "Labels"
            }
        }
        return try await post("/volumes/create", Body(name: name, labels: labels))
    }

    public func listVolumes(_ filters: DockerFilters = .init()) async throws -> [Volume] {
        struct Answer: Decodable {
            var volumes: [Volume]?
            enum CodingKeys: String, CodingKey { case volumes = "Volumes" }
        }
        return try await get("/volumes", query: filters.query, as: Answer.self).volumes ?? []
    }

    public func inspectVolume(_ name: String) async throws -> Volume {
        try await get("/volumes/\(PercentEncoding.component(name))")
    }

    public func removeVolume(_ name: String, force: Bool = false) async throws {
        try await perform("DELETE", "/volumes/\(PercentEncoding.component(name))", query: [("force", String(force))])
    }
}
