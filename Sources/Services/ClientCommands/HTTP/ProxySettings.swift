/// The proxy that curl would use for a server, found by the same variables (curl(1), "ENVIRONMENT").
struct ProxySettings: Equatable, Sendable {
    /// The variable that names it.
    let variable: String
    let url: String
    /// Hosts to reach without it, as `no_proxy` lists them.
    let exceptions: String?

    /// Nil where no variable is set. `HTTP_PROXY` does not count, as with curl: a web server sets it from a request's header.
    init?(for server: ServerAddress, _ surroundings: Surroundings) {
        let names =
            server.isEncrypted
            ? ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] : ["http_proxy", "all_proxy", "ALL_PROXY"]
        guard let name = names.first(where: { surroundings.variable($0) != nil }),
            let value = surroundings.variable(name)
        else { return nil }
        variable = name
        url = value
        exceptions = surroundings.variable("no_proxy") ?? surroundings.variable("NO_PROXY")
    }

    /// The address without user and password, which may stand before it.
    var address: String {
        guard let at = url.lastIndex(of: "@") else { return url }
        let scheme = url.firstRange(of: "://").map { url[..<$0.upperBound] } ?? ""
        return String(scheme + url[url.index(after: at)...])
    }
}
