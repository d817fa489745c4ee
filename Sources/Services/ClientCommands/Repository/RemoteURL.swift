import PlatformModel

/// The URL of a git remote, as git-fetch(1), section "GIT URLS", has them over SSH.
struct RemoteURL: Equatable, Sendable {
    let user: String?
    let host: String
    let port: UInt16?
    /// As written after the host; begins with a slash in the `ssh://` form.
    let path: String

    /// Nil for everything that is not SSH.
    init?(_ text: String) {
        if text.hasPrefix("ssh://") {
            self.init(authorityAndPath: text.dropFirst("ssh://".count))
        } else if !text.contains("://") {
            self.init(scpLike: text)
        } else {
            return nil
        }
    }

    /// `[user@]host:path`; a slash before the colon makes it a local path.
    private init?(scpLike text: String) {
        guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") else { return nil }
        let (user, host) = Self.splitUser(text[..<colon])
        guard !host.isEmpty else { return nil }
        self.user = user
        self.host = String(host)
        port = nil
        path = String(text[text.index(after: colon)...])
    }

    private init?(authorityAndPath text: Substring) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        let (user, place) = Self.splitUser(text[..<slash])
        let end = place.lastIndex(of: "]") ?? place.startIndex
        if let colon = place[end...].lastIndex(of: ":") {
            guard let port = UInt16(place[place.index(after: colon)...]) else { return nil }
            self.port = port
            host = Self.withoutBrackets(place[..<colon])
        } else {
            port = nil
            host = Self.withoutBrackets(place)
        }
        guard !host.isEmpty else { return nil }
        self.user = user
        path = String(text[slash...])
    }

    /// Which project the gatekeeper will look for.
    var project: ProjectReference? { ProjectReference(parsing: path) }

    private static func splitUser(_ text: Substring) -> (String?, Substring) {
        guard let at = text.lastIndex(of: "@") else { return (nil, text) }
        return (String(text[..<at]), text[text.index(after: at)...])
    }

    private static func withoutBrackets(_ host: Substring) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
    }
}
