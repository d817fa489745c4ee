import ApplicationImages
import CurlClient

/// Fetches archives that a `uri` names by `http` or `https`. What is fetched becomes code of a build, so its size, its time
/// and the ways it may take have limits.
struct ArchiveDownload: Sendable {
    let output: BuildOutput
    /// Bytes.
    var limit: Int64 = 4 << 30
    /// For the whole of one archive.
    var duration: Duration = .seconds(15 * 60)

    private static let redirects = 5
    private static let longestSilence: Duration = .seconds(30)

    static func isRemote(_ uri: String) -> Bool { uri.hasPrefix("http://") || uri.hasPrefix("https://") }

    /// The archive's bytes. Throws `invalid` where the address has none, `infrastructure` where it cannot be reached.
    func fetch(_ uri: String) async throws -> SpooledBytes {
        let client = CurlClient()
        let clock = ContinuousClock()
        let deadline = clock.now + duration
        var place = uri
        for _ in 0...Self.redirects {
            do {
                let response = try await client.execute(
                    HTTPRequest(
                        "GET", place, timeout: clock.now.duration(to: deadline), idleTimeout: Self.longestSilence))
                if let next = try redirection(response, from: place) {
                    place = next
                    continue
                }
                guard response.isSuccess else {
                    throw failure(.invalid, uri, "the server answers with status \(response.status)")
                }
                output.line("Downloading from '\(Self.shown(uri))'")
                return try await collect(response, of: uri)
            } catch let error as CurlError {
                let name = Self.shown(place) + ": "
                let reason = error.message.hasPrefix(name) ? String(error.message.dropFirst(name.count)) : error.message
                throw failure(.infrastructure, uri, reason)
            }
        }
        throw failure(.invalid, uri, "there are more than \(Self.redirects) redirections")
    }

    private func collect(_ response: HTTPResponse, of uri: String) async throws -> SpooledBytes {
        let content = SpooledBytes()
        for try await chunk in response.body {
            guard content.count + Int64(chunk.count) <= limit else {
                throw failure(.invalid, uri, "it is larger than \(limit) bytes")
            }
            try chunk.withUnsafeBytes { try content.append($0) }
        }
        return content
    }

    /// Where the answer points to; nil where it is no redirection. From `https` it may not lead to `http`, where anybody on
    /// the way could change the archive.
    private func redirection(_ response: HTTPResponse, from place: String) throws -> String? {
        guard [301, 302, 303, 307, 308].contains(response.status) else { return nil }
        guard let location = response.headers["Location"],
            let next = Self.resolve(location, against: place)
        else { throw failure(.invalid, place, "the server redirects to nowhere") }
        guard next.hasPrefix("https://") || place.hasPrefix("http://") else {
            throw failure(.invalid, place, "the server redirects to \(Self.shown(next)), which is not https")
        }
        return next
    }

    /// RFC 3986, section 5.2, without dot segments, which servers resolve themselves.
    static func resolve(_ location: String, against base: String) -> String? {
        if isRemote(location) { return location }
        guard let scheme = base.firstRange(of: "://") else { return nil }
        let authority = base[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if location.hasPrefix("//") { return String(base[..<scheme.lowerBound]) + ":" + location }
        let origin = String(base[..<authority.endIndex])
        if location.hasPrefix("/") { return origin + location }
        guard !location.isEmpty, !location.contains("://") else { return nil }
        let path = base[authority.endIndex...].prefix { $0 != "?" && $0 != "#" }
        let directory = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return origin + directory + location
    }

    private func failure(_ code: BuildFailure.Code, _ uri: String, _ why: String) -> BuildFailure {
        BuildFailure(code, "could not download from '\(Self.shown(uri))': \(why)")
    }

    /// The address without what may be secret in it: user, password and query.
    static func shown(_ uri: String) -> String {
        let plain = uri.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = plain.firstRange(of: "://") else { return String(plain) }
        let authority = plain[scheme.upperBound...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return String(plain) }
        return String(plain[..<scheme.upperBound] + plain[plain.index(after: at)...])
    }
}
