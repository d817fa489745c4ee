import ArgumentParser
import PlatformModel

/// Where the client API is: scheme, host and port, in one normal form so that it can be a key.
struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// `http://127.0.0.1:8081`, without a slash at the end.
    let description: String

    /// What `paastechd up` listens on unless told otherwise.
    static let standard = ServerAddress(unchecked: "http://127.0.0.1:8081")

    private init(unchecked text: String) {
        description = text
    }

    /// Parses `http://…`, `https://…`, or `host[:port]` alone, which means https but for this machine.
    ///
    /// - Throws: ``ClientError`` that names `source`.
    init(parsing text: String, source: String) throws(ClientError) {
        guard let parsed = Self.normalize(text) else {
            throw ClientError(
                .invalid, "\(source): \(text.quotedForDisplay) is not a server address",
                details: ["expected http://HOST:PORT or https://HOST[:PORT], without a path"])
        }
        description = parsed
    }

    private static func normalize(_ text: String) -> String? {
        var rest = Substring(text)
        var scheme: String?
        for candidate in ["http", "https"] where rest.lowercased().hasPrefix("\(candidate)://") {
            scheme = candidate
            rest = rest.dropFirst(candidate.count + 3)
        }
        if rest.hasSuffix("/") { rest.removeLast() }
        let authority = rest.lowercased()
        guard isAuthority(authority) else { return nil }
        let isHere = isLoopback(authority)
        return "\(scheme ?? (isHere ? "http" : "https"))://\(authority)"
    }

    private static func isAuthority(_ text: String) -> Bool {
        let (host, port) = split(text)
        guard !host.isEmpty, port.map({ UInt16($0) ?? 0 > 0 }) ?? true else { return false }
        if host.hasPrefix("["), host.hasSuffix("]") {
            return host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        return host.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
        }
    }

    private static func split(_ authority: String) -> (host: Substring, port: Substring?) {
        let end = authority.lastIndex(of: "]") ?? authority.startIndex
        guard let colon = authority[end...].lastIndex(of: ":") else { return (authority[...], nil) }
        return (authority[..<colon], authority[authority.index(after: colon)...])
    }

    private static func isLoopback(_ authority: String) -> Bool {
        let host = split(authority).host
        return host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" || host.hasPrefix("127.")
    }

    var isEncrypted: Bool { description.hasPrefix("https://") }

    /// Without port; an IPv6 address without brackets, as `no_proxy` has it.
    var host: String {
        let authority = description.drop { $0 != "/" }.dropFirst(2)
        return Self.split(String(authority)).host.filter { $0 != "[" && $0 != "]" }
    }

    /// Whether passwords and tokens would travel unencrypted over a network.
    var isExposed: Bool {
        !isEncrypted && !Self.isLoopback(String(description.dropFirst("http://".count)))
    }

    /// The command that signs in here.
    var loginCommand: String {
        self == .standard ? "paastech login" : "paastech login --server \(self)"
    }
}

extension ServerAddress: ExpressibleByArgument {
    init?(argument: String) {
        guard let parsed = Self.normalize(argument) else { return nil }
        description = parsed
    }
}
