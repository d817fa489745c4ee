import FoundationEssentials
import HTTPExchange
import Synchronization

/// Proves to a registry who asks: answers its challenges and remembers what it accepted (distribution specification,
/// "Token Authentication").
final class RegistryAuthorization: Sendable {
    private let host: String
    private let base: String
    private let login: RegistryLogin
    private let transport: any HTTPTransport
    /// The header field that was accepted last, by repository: tokens are good for one.
    private let accepted = Mutex<[String: String]>([:])

    private static let field = "Authorization"

    init(host: String, base: String, login: RegistryLogin, transport: any HTTPTransport) {
        self.host = host
        self.base = base
        self.login = login
        self.transport = transport
    }

    /// The request with what was accepted for its repository before.
    func signed(_ request: HTTPRequest) -> HTTPRequest {
        guard let value = accepted.withLock({ $0[repository(of: request.url)] }) else { return request }
        var signed = request
        signed.headers.replace(Self.field, with: value)
        return signed
    }

    /// The request as it should be sent once more after it was refused; nil where nothing would change.
    func retry(_ request: HTTPRequest, refusedWith headers: HTTPHeaders) async throws -> HTTPRequest? {
        // A stream has been read already. Uploads begin with a request without a body, which gets the challenge.
        if case .stream = request.body { return nil }
        guard let challenge = AuthenticationChallenge(headers.values("WWW-Authenticate")),
            let value = try await answer(to: challenge)
        else { return nil }
        let repository = repository(of: request.url)
        guard accepted.withLock({ $0[repository] }) != value else { return nil }
        accepted.withLock { $0[repository] = value }
        return signed(request)
    }

    /// The part of `/v2/<repository>/blobs/…` and the like; empty for requests about no repository.
    private func repository(of url: String) -> String {
        let path = url.dropFirst(base.count + "/v2/".count)
        for part in ["/blobs/", "/manifests/", "/tags/"] {
            if let range = path.firstRange(of: part) { return String(path[..<range.lowerBound]) }
        }
        return ""
    }

    private func answer(to challenge: AuthenticationChallenge) async throws -> String? {
        if case .bearer(let token) = login { return "Bearer " + token }
        switch challenge.scheme {
        case .basic: return login.basic
        case .bearer: return "Bearer " + (try await token(challenge))
        }
    }

    /// Fetches a token; without a login an anonymous one, which public repositories are read with.
    private func token(_ challenge: AuthenticationChallenge) async throws -> String {
        struct Answer: Decodable {
            var token: String?
            var accessToken: String?

            enum CodingKeys: String, CodingKey {
                case token
                case accessToken = "access_token"
            }
        }
        let request = try tokenRequest(challenge)
        let response: CollectedResponse
        do {
            response = try await transport.collect(request)
        } catch let error as any HTTPTransportError {
            throw RegistryError(error, registry: "\(host)'s token service")
        }
        guard response.isSuccess else {
            throw RegistryError(
                .unauthorized,
                "registry \(host) gives \(login) no access (its token service answers \(response.status))",
                status: response.status)
        }
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
        guard let token = answer?.token ?? answer?.accessToken, !token.isEmpty else {
            throw RegistryError(.unexpectedAnswer, "the token service of registry \(host) answered without a token")
        }
        return token
    }

    private func tokenRequest(_ challenge: AuthenticationChallenge) throws -> HTTPRequest {
        let realm = challenge.parameters["realm"] ?? ""
        // A password goes over TLS only, but for registries of this machine, whose services may be here, too.
        guard realm.hasPrefix("https://") || base.hasPrefix("http://") && realm.hasPrefix("http://") else {
            throw RegistryError(
                .unexpectedAnswer, "registry \(host) sends logins to \"\(realm)\", which is no https URL")
        }
        let service = challenge.parameters["service"].map { [("service", $0)] } ?? []
        let scopes = (challenge.parameters["scope"] ?? "").split(separator: " ").map { ("scope", String($0)) }
        if case .identityToken(let token) = login {
            let form =
                [("grant_type", "refresh_token"), ("client_id", "oci-registry"), ("refresh_token", token)] + service
                + [("scope", challenge.parameters["scope"] ?? "")]
            return HTTPRequest(
                "POST", realm, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: .bytes(Array(PercentEncoding.query(form).utf8.dropFirst())), timeout: OCIRegistry.promptly)
        }
        let query = PercentEncoding.query(service + scopes)
        let url = realm.contains("?") ? realm + "&" + query.dropFirst() : realm + query
        var request = HTTPRequest("GET", url, timeout: OCIRegistry.promptly)
        if let basic = login.basic { request.headers.add(Self.field, basic) }
        return request
    }
}
