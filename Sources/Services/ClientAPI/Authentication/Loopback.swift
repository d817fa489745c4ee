/// Names of this very machine.
enum Loopback {
    /// - Parameter authority: `host` or `host:port`, an IPv6 host in brackets (RFC 3986 section 3.2).
    static func contains(authority: String) -> Bool {
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }.lowercased()
        return host == "localhost" || host.hasSuffix(".localhost") || isVersion4(host)
    }

    /// 127.0.0.0/8.
    private static func isVersion4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
