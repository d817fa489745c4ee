/// How the client API listens and what it tells people about itself.
public struct ClientAPIConfiguration: Sendable {
    public var host: String
    /// 0 picks a free port.
    public var port: Int
    /// What people reach it by, for links in mails and the scheme of cookies, for instance `https://paas.example.org`.
    /// Default: `http://HOST:PORT`.
    public var publicURL: String?
    /// Applications answer at `<project-uuid>.user-app.<domain>`, by this scheme and port.
    public var domain = "localhost"
    public var applicationScheme = "http"
    public var applicationPort = 80
    /// `HOST:PORT` of the SSH server, for the remote to push to.
    public var ssh = "127.0.0.1:2222"
    /// `HOST:PORT` of the image registry, to name images by.
    public var registry = "127.0.0.1:5000"
    /// Connections open at once; more wait in the backlog.
    public var connections = 4096
    /// How long a stream of events may say nothing; then a comment shows whether its reader is still there.
    public var heartbeat = Duration.seconds(15)

    /// Tries at login, registration and password reset, for each address and each account.
    public var attemptsPerMinute = 10
    /// IP addresses of reverse proxies whose `X-Forwarded-For` is believed.
    public var trustedProxies: [String] = []

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether browsers reach it over TLS, so that cookies are kept to it.
    var isSecure: Bool { publicURL?.hasPrefix("https://") ?? false }
}
