/// What runs in a container, as images and containers both carry it.
public struct ContainerConfig: Codable, Sendable {
    public var image: String?
    public var command: [String]?
    public var entrypoint: [String]?
    /// `KEY=VALUE`.
    public var environment: [String]?
    public var labels: [String: String]?
    /// `user`, `uid` or `uid:gid`.
    public var user: String?
    public var workingDirectory: String?
    public var hostname: String?
    /// Keys such as `80/tcp`.
    public var exposedPorts: [String: EmptyObject]?
    public var volumes: [String: EmptyObject]?
    public var hasTerminal: Bool?
    public var opensStdin: Bool?
    /// Stdin closes with the first client that attached to it.
    public var stdinOnce: Bool?
    public var attachesStdin: Bool?
    public var attachesStdout: Bool?
    public var attachesStderr: Bool?
    public var stopSignal: String?
    /// Seconds.
    public var stopTimeout: Int?
    public var healthcheck: Healthcheck?

    public init(image: String? = nil) {
        self.image = image
    }

    enum CodingKeys: String, CodingKey {
        case image = "Image"
        case command = "Cmd"
        case entrypoint = "Entrypoint"
        case environment = "Env"
        case labels = "Labels"
        case user = "User"
        case workingDirectory = "WorkingDir"
        case hostname = "Hostname"
        case exposedPorts = "ExposedPorts"
        case volumes = "Volumes"
        case hasTerminal = "Tty"
        case opensStdin = "OpenStdin"
        case stdinOnce = "StdinOnce"
        case attachesStdin = "AttachStdin"
        case attachesStdout = "AttachStdout"
        case attachesStderr = "AttachStderr"
        case stopSignal = "StopSignal"
        case stopTimeout = "StopTimeout"
        case healthcheck = "Healthcheck"
    }
}

/// How the daemon finds out whether a container is healthy.
public struct Healthcheck: Codable, Sendable {
    /// `["CMD", …]`, `["CMD-SHELL", "…"]`, `["NONE"]`.
    public var test: [String]?
    /// Nanoseconds.
    public var interval: Int64?
    /// Nanoseconds.
    public var timeout: Int64?
    public var retries: Int?
    /// Nanoseconds.
    public var startPeriod: Int64?

    public init(test: [String]) {
        self.test = test
    }

    enum CodingKeys: String, CodingKey {
        case test = "Test"
        case interval = "Interval"
        case timeout = "Timeout"
        case retries = "Retries"
        case startPeriod = "StartPeriod"
    }
}

/// `{}`: a set in Docker's JSON is an object with empty values.
public struct EmptyObject: Codable, Sendable, Equatable {
    public init() {}
}
