/// The sessions of this user, one a server.
struct Credentials: Codable, Equatable, Sendable {
    struct Login: Codable, Equatable, Sendable {
        var accessToken: String
        var username: String
        var email: String
        /// Absolute path of the PEM file that the server's certificate was trusted by.
        var certificateAuthorities: String?
    }

    /// The server of the last login.
    private var currentServer: String?
    private var servers: [String: Login]

    init() {
        servers = [:]
    }

    var current: ServerAddress? {
        currentServer.flatMap { try? ServerAddress(parsing: $0, source: "credentials.json") }
    }

    func login(at server: ServerAddress) -> Login? { servers[server.description] }

    mutating func add(_ login: Login, at server: ServerAddress) {
        servers[server.description] = login
        currentServer = server.description
    }

    /// Forgets the session; the server stays the one that commands talk to.
    mutating func remove(_ server: ServerAddress) {
        servers[server.description] = nil
    }

    enum CodingKeys: String, CodingKey {
        case currentServer = "current"
        case servers
    }
}
