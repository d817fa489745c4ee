/// `GET /healthz`: under 200 with status `OK`, under 503 with status `unavailable`.
public struct HealthResource: Codable, Hashable, Sendable {
    public var dependencies: [Dependency]

    public init(dependencies: [Dependency]) {
        self.dependencies = dependencies
    }

    public var isHealthy: Bool { dependencies.allSatisfy { $0.state == .up } }

    /// A part the API needs: `database`, `git-controller`, `pomegranate`.
    public struct Dependency: Codable, Hashable, Sendable {
        public var name: String
        public var state: State
        /// What is wrong; left out when nothing is.
        public var message: String?

        public init(name: String, state: State, message: String? = nil) {
            self.name = name
            self.state = state
            self.message = message
        }
    }

    public enum State: String, Codable, Hashable, Sendable {
        case up
        case down
    }
}
