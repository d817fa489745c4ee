/// Where a server is and how connections to it behave.
///
/// Settings are libpq's keywords (PostgreSQL manual 34.1.2), parsed once. The password is held but never described.
public struct PostgresConfiguration: Sendable {
    /// libpq's keywords with their values, without the empty ones.
    var keywords: [String: String]

    /// Shown in `pg_stat_activity` and in the server's log.
    public var applicationName: String
    /// Bounds the whole of opening one connection. Default 5 s.
    public var connectTimeout: Duration
    /// Bounds one statement, on the server and, two seconds later, on the client. `.zero` turns both off. Default 30 s.
    public var statementTimeout: Duration
    /// Bounds the wait for a row or table lock. `.zero` turns it off. Default 10 s.
    public var lockTimeout: Duration

    /// Reads a connection URI (`postgresql://user@host:port/database`) or a `keyword=value` string.
    ///
    /// - Throws: ``PostgresError`` with `invalidConfiguration`; the text itself is not repeated, as it may hold a password.
    public init(url: String, applicationName: String = "") throws(PostgresError) {
        guard let keywords = LibPQ.parseConnectionString(url) else {
            throw PostgresError(
                .invalidConfiguration,
                "the database address is not a connection URI; write postgresql://user@host:port/database")
        }
        self.init(keywords: keywords, applicationName: applicationName)
    }

    /// A server that listens on a unix socket.
    ///
    /// - Parameter socketDirectory: the directory that holds `.s.PGSQL.<port>`; its path may have at most about 90 bytes.
    public init(
        socketDirectory: String, port: Int = 5432, database: String, user: String, password: String? = nil,
        applicationName: String = ""
    ) {
        var keywords = ["host": socketDirectory, "port": String(port), "dbname": database, "user": user]
        keywords["password"] = password
        self.init(keywords: keywords, applicationName: applicationName)
    }

    private init(keywords: [String: String], applicationName: String) {
        self.keywords = keywords
        self.applicationName = applicationName.isEmpty ? keywords["application_name"] ?? "" : applicationName
        connectTimeout = .seconds(5)
        if let text = keywords["connect_timeout"], let seconds = Int(text), seconds > 0 {
            connectTimeout = .seconds(seconds)
        }
        statementTimeout = .seconds(30)
        lockTimeout = .seconds(10)
    }

    public var database: String { keywords["dbname"] ?? user }
    public var user: String { keywords["user"] ?? "" }

    /// The same server and behaviour, another database.
    public func withDatabase(_ name: String) -> PostgresConfiguration {
        var copy = self
        copy.keywords["dbname"] = name
        return copy
    }

    /// Host and port, or the socket directory, as an error message names the server.
    public var endpoint: String {
        let host = keywords["hostaddr"] ?? keywords["host"] ?? "the default socket"
        guard let port = keywords["port"] else { return host }
        return host.hasPrefix("/") ? "\(host)/.s.PGSQL.\(port)" : "\(host):\(port)"
    }

    /// The keywords handed to libpq, with the session's settings in the start-up packet so that they cost no round trip.
    var connectionParameters: [String: String] {
        var parameters = keywords
        parameters["connect_timeout"] = nil
        parameters["client_encoding"] = "UTF8"
        parameters["application_name"] = applicationName.isEmpty ? nil : applicationName
        // A peer behind TCP that vanished is noticed within a minute; unix sockets ignore these.
        let defaults = [
            "gssencmode": "disable", "keepalives_idle": "20", "keepalives_interval": "10", "keepalives_count": "3",
            "tcp_user_timeout": "50000",
        ]
        parameters.merge(defaults) { given, _ in given }
        let settings = [
            "statement_timeout=\(statementTimeout.wholeMilliseconds)",
            "lock_timeout=\(lockTimeout.wholeMilliseconds)",
            "timezone=UTC",
            "standard_conforming_strings=on",
        ]
        let options = settings.map { "-c \($0)" }.joined(separator: " ")
        parameters["options"] = [parameters["options"], options].compactMap { $0 }.joined(separator: " ")
        return parameters
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "database \(database) at \(endpoint) as \(user)" }
    public var debugDescription: String { description }
    /// `dump` and string interpolation of a containing value see no more than the description.
    public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}

extension Duration {
    /// Milliseconds, rounded up, so that a positive duration never becomes 0 (which means "no limit" to PostgreSQL).
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
