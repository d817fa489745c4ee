/// The parts of an absolute `http` or `https` URL (RFC 3986, section 3; RFC 9110, section 4.2).
struct HTTPAddress: Equatable {
    /// Where a connection goes; one connection serves all targets of an origin.
    struct Origin: Hashable, Sendable {
        var isSecure: Bool
        /// Without the brackets of an IPv6 address.
        var host: String
        var port: Int
    }

    var origin: Origin
    /// The authority as it was written, without a user: the header `Host`.
    var authority: String
    /// Path and query.
    var target: String

    /// Nil for anything else. A user in front of the host is refused with it.
    init?(_ url: String) {
        guard let mark = url.firstRange(of: "://") else { return nil }
        let isSecure: Bool
        switch url[..<mark.lowerBound].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: return nil
        }
        let rest = url[mark.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        var host = authority
        var port = isSecure ? 443 : 80
        let afterAddress = authority.lastIndex(of: "]") ?? authority.startIndex
        if let colon = authority[afterAddress...].lastIndex(of: ":") {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65535).contains(number) else {
                return nil
            }
            port = number
            host = authority[..<colon]
        }
        if host.hasPrefix("[") {
            guard host.hasSuffix("]") else { return nil }
            host = host.dropFirst().dropLast()
        }
        guard !host.isEmpty else { return nil }
        origin = Origin(isSecure: isSecure, host: String(host), port: port)
        self.authority = String(authority)
        let path = rest[authority.endIndex...]
        target = path.hasPrefix("/") ? String(path) : "/" + path
    }

    /// What a `Location` of an answer from here stands for: an absolute URL, or a path of the same origin.
    func resolved(_ location: String) -> String {
        guard location.hasPrefix("/"), !location.hasPrefix("//") else { return location }
        return "\(origin.isSecure ? "https" : "http")://\(authority)\(location)"
    }
}
