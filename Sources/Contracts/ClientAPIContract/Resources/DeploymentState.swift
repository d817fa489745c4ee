public import PlatformModel

/// Where a deployment is in its life, open to values of a newer server.
public struct DeploymentState: RawRepresentable, Codable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(_ status: DeploymentStatus) {
        rawValue = status.rawValue
    }

    /// `nil` for a value this side does not know.
    public var known: DeploymentStatus? { DeploymentStatus(rawValue: rawValue) }
}

/// Whether an application runs, open to values of a newer server. Statuses travel by name.
public struct ContainerStatus: RawRepresentable, Codable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(_ status: ApplicationStatus) {
        rawValue = status.rawValue
    }

    /// `STATUS_UNKNOWN` for a value this side does not know.
    public var known: ApplicationStatus { ApplicationStatus(rawValue: rawValue) ?? .unknown }
}
