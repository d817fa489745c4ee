import FoundationEssentials
import HTTPExchange

/// A client of one registry, by the OCI distribution specification 1.0.
///
/// Every call throws ``RegistryError``, or `CancellationError` when its task is cancelled. What is read is checked against
/// its digest.
public struct OCIRegistry: Sendable {
    /// `host:port`, as image references have it.
    public let host: String
    let base: String
    private let transport: any HTTPTransport
    private let authorization: RegistryAuthorization

    /// - Parameters:
    ///   - scheme: by default `http` on loopback, as Docker does it, and `https` elsewhere.
    ///   - login: shown when the registry asks for it.
    ///   - transport: what requests go over.
    public init(
        host: String, scheme: String? = nil, login: RegistryLogin = .anonymous, transport: any HTTPTransport
    ) {
        self.host = host
        base = "\(scheme ?? (Self.isLoopback(host) ? "http" : "https"))://\(host)"
        self.transport = transport
        authorization = RegistryAuthorization(host: host, base: base, login: login, transport: transport)
    }

    /// Time for calls without a body worth mentioning.
    static let promptly: Duration = .seconds(30)
    /// Longest silence while a blob is under way.
    static let longestSilence: Duration = .seconds(60)

    /// Whether the registry answers and lets us in (`GET /v2/`).
    public func ping() async throws {
        _ = try await answer(to: HTTPRequest("GET", base + "/v2/", timeout: .seconds(10)), about: "the request")
    }

    /// Names of the tags, in the registry's order; none for a repository it does not know.
    public func tags(of repository: String) async throws -> [String] {
        struct Answer: Decodable { var tags: [String]? }
        var tags: [String] = []
        var next: String? = "/v2/\(repository)/tags/list"
        while let path = next {
            let request = HTTPRequest("GET", base + path, timeout: Self.promptly)
            do {
                let response = try await answer(to: request, about: "the tags of \(repository)")
                tags += try decode(Answer.self, response.body).tags ?? []
                next = response.headers["Link"].flatMap(Self.nextPage)
            } catch let error as RegistryError where error.code == .notFound {
                return []
            }
        }
        return tags
    }

    // MARK: Sending

    func open(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await translating {
            let response = try await transport.execute(authorization.signed(request))
            guard response.status == 401,
                let again = try await authorization.retry(request, refusedWith: response.headers)
            else { return response }
            return try await transport.execute(again)
        }
    }

    /// The response with its body, or the registry's refusal as an error.
    func answer(to request: HTTPRequest, about subject: String) async throws -> CollectedResponse {
        let response = try await translating {
            let first = try await transport.collect(authorization.signed(request))
            guard first.status == 401, let again = try await authorization.retry(request, refusedWith: first.headers)
            else { return first }
            return try await transport.collect(again)
        }
        guard response.isSuccess else {
            throw RegistryError(status: response.status, body: response.body, registry: host, subject: subject)
        }
        return response
    }

    func translating<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as any HTTPTransportError {
            throw RegistryError(error, registry: host)
        }
    }

    func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw RegistryError(.unexpectedAnswer, "registry \(host) answered with something unreadable: \(error)")
        }
    }

    /// Makes an absolute URL of a `Location`, which may be relative. A location elsewhere is not followed.
    func absolute(_ location: String) throws(RegistryError) -> String {
        if location.hasPrefix("/") { return base + location }
        guard location.hasPrefix(base + "/") else {
            throw RegistryError(.unexpectedAnswer, "registry \(host) sends uploads to another host, \(location)")
        }
        return location
    }

    /// The path of `</v2/…>; rel="next"` (RFC 8288).
    static func nextPage(_ link: String) -> String? {
        guard link.contains("rel=\"next\""), let start = link.firstIndex(of: "<"), let end = link.firstIndex(of: ">")
        else { return nil }
        let target = String(link[link.index(after: start)..<end])
        return target.hasPrefix("/") ? target : nil
    }

    /// Whether `HOST[:PORT]` is this machine by its very name, whatever a resolver may say.
    public static func isLoopback(_ host: String) -> Bool {
        if host.hasPrefix("[") { return host.hasPrefix("[::1]") }
        let name = host.prefix { $0 != ":" }
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
        return name == "localhost"
            || numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
