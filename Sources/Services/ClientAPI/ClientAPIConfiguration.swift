/// How the client API listens and what it tells people about itself.
public struct ClientAPIConfiguration: Sendable {
    public var host: String
    /// 0 picks a free port.
    public var port: Int
    /// What people reach it by, for links in mails and the scheme of cookies, for instance `https://paas.example.org`.
    /// Default: `http://HOST:PORT`.
    public var publicURL: String?
    /// Where the application's answer: `<project-uuid>.user-app.<domain>`.
    public var domain = "localhost"
    /// Connections open at once; more wait in the backlog.
    public var connections = 4096

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether browsers reach it over TLS, so that cookies are kept to it.
    var isSecure: Bool { publicURL?.hasPrefix("https://") ?? false }
}
