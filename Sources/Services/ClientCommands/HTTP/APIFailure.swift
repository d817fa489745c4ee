import ClientAPIContract
import CurlClient

/// Turns what goes wrong between client and server into sentences.
enum APIFailure {
    /// A whole response with an error status.
    struct Response {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    static func error(for response: Response, at server: ServerAddress) -> ClientError {
        guard let failure = try? WireCoding.decode(FailureEnvelope.self, from: response.body) else {
            return foreignAnswer(response.status, from: server)
        }
        // One problem alone is often the whole message already.
        let details = (failure.details ?? []).filter { $0.message != failure.message }
            .map { "\($0.field): \($0.message)" }
        switch response.status {
        case 401:
            return ClientError(
                .notSignedIn, failure.message, details: details, next: server.loginCommand, httpStatus: 401)
        case 429, 503:
            let wait = response.headers["Retry-After"].map { ["again in \($0) s"] } ?? []
            return ClientError(.refused, failure.message, details: details + wait, httpStatus: response.status)
        default:
            return ClientError(.refused, failure.message, details: details, httpStatus: response.status)
        }
    }

    static func unreachable(_ route: ServerRoute, _ error: CurlError) -> ClientError {
        let server = route.server
        let reason = reason(error, at: server)
        if error.code == .tls { return untrusted(route, reason) }
        if let proxy = route.proxy, error.code != .timedOut {
            return ClientError(
                .unreachable, "\(server) cannot be reached through the proxy \(proxy.address): \(reason)",
                details: ["\(proxy.variable) names this proxy"],
                next: "the command with no_proxy=\(server.host), if the server is reached without it")
        }
        switch error.code {
        case .timedOut:
            return ClientError(
                .unreachable, "\(server) did not answer in time: \(reason)", next: "the command again in a moment")
        case .connectionRefused, .unreachable, .unknownHost:
            return ClientError(
                .unreachable, "\(server) cannot be reached: \(reason)",
                details: ["does the platform run there? paastechd up prints its address as api"],
                next: "paastech login --server URL, if it is elsewhere")
        default:
            return ClientError(.unreachable, "the exchange with \(server) failed: \(reason)")
        }
    }

    private static func untrusted(_ route: ServerRoute, _ reason: String) -> ClientError {
        let details = route.certificateAuthorities.map { ["trusted are the authorities in \($0)"] } ?? []
        return ClientError(
            .unreachable, "no secure connection to \(route.server): \(reason)", details: details,
            next: "the command with --cacert FILE, the certificate of the authority that signed the server's")
    }

    /// The reason without the URL, which the sentence around it names.
    static func reason(_ error: CurlError, at server: ServerAddress) -> String {
        guard error.message.hasPrefix(server.description), let colon = error.message.firstRange(of: ": ") else {
            return error.message
        }
        return String(error.message[colon.upperBound...])
    }

    /// Something answered, but not in the client API's form.
    static func foreignAnswer(_ status: Int?, from server: ServerAddress) -> ClientError {
        let detail = status.map { " (HTTP status \($0))" } ?? ""
        return ClientError(
            .unreachable, "what answers at \(server) is not a PaaSTech API this command understands\(detail)",
            next: "paastech login --server URL, with the address that paastechd up prints as api")
    }
}
