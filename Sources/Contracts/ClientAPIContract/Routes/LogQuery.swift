public import FoundationEssentials

/// The query of `GET /projects/{uuid}/logs` and of a deployment's log.
public struct LogQuery: Hashable, Sendable {
    public static let followName = "follow"
    public static let sinceName = "since"
    public static let tailName = "tail"

    /// `follow=1`: Server-Sent Events that go on as lines are written.
    public var follows: Bool
    /// `since=`: lines from this time on, RFC 3339. Application logs only.
    public var since: Date?
    /// `tail=`: at most this many of the newest lines to begin with. Application logs only.
    public var tail: Int?

    public init(follows: Bool = false, since: Date? = nil, tail: Int? = nil) {
        self.follows = follows
        self.since = since
        self.tail = tail
    }

    /// Percent-encoded, with its question mark; empty when everything is at its default.
    public var text: String {
        var items: [String] = []
        if follows { items.append("\(Self.followName)=1") }
        if let since { items.append("\(Self.sinceName)=\(RequestPath.encoded(WireCoding.text(of: since)))") }
        if let tail { items.append("\(Self.tailName)=\(tail)") }
        return items.isEmpty ? "" : "?" + items.joined(separator: "&")
    }
}

/// The query of `PUT` and `PATCH /projects/{uuid}/config`.
public enum RolloutQuery {
    public static let name = "rollout"

    /// Keeps the change for the next rollout instead of rolling it out at once.
    public static let without = "?\(name)=false"
}

/// The query of `GET /projects/{uuid}/deployments`.
public struct DeploymentsQuery: Hashable, Sendable {
    public static let limitName = "limit"

    /// At most this many of the newest, 1 to 1000.
    public var limit: Int

    public init(limit: Int) {
        self.limit = limit
    }

    public var text: String { "?\(Self.limitName)=\(limit)" }
}
