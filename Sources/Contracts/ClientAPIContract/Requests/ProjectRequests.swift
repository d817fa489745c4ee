/// `POST /projects`.
public struct CreateProjectRequest: Codable, Hashable, Sendable {
    public var name: String

    public init(name: String) {
        self.name = name
    }
}

/// `PATCH /projects/{uuid}/deploy`: replaces the run-time environment and rolls the newest image out.
public struct DeployRequest: Codable, Hashable, Sendable {
    public var environment: [String: String]

    public init(environment: [String: String]) {
        self.environment = environment
    }

    enum CodingKeys: String, CodingKey {
        case environment = "env_vars"
    }
}

/// `POST /projects/status`: at most 100 project ids.
public struct ApplicationStatusesRequest: Codable, Hashable, Sendable {
    public var containerNames: [String]

    public init(containerNames: [String]) {
        self.containerNames = containerNames
    }

    enum CodingKeys: String, CodingKey {
        case containerNames = "container_names"
    }
}

/// `PATCH /projects/{uuid}/config`: `{"KEY": "value", "OTHER": null}`; a value replaces, `null` deletes, what is not named
/// stays. `PUT` takes a plain `[String: String]` that replaces everything.
public struct ConfigurationPatch: Codable, Hashable, Sendable {
    public var changes: [String: String?]

    public init(changes: [String: String?]) {
        self.changes = changes
    }

    public init(from decoder: any Decoder) throws {
        changes = try decoder.singleValueContainer().decode([String: String?].self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(changes)
    }
}
