import HTTPExchange
import NIOSSL
import Synchronization

/// An HTTP client on SwiftNIO, with its own TLS, for programs that have no system library at hand: it can be linked
/// statically, and then speaks to servers from within an image of any distribution.
///
/// HTTP/1.1 over `http` and `https`; connections are kept for reuse, redirects are followed only when a request says so,
/// and no proxy variable is read.
public final class NIOHTTPClient: HTTPTransport {
    public struct Configuration: Sendable {
        /// Whose certificates servers may have.
        public var trustRoots = TrustRoots(file: nil, directories: nil)
        /// Whether a server has to prove who it is at all.
        public var verifiesCertificates = true
        /// Time to connect.
        public var connectTimeout: Duration = .seconds(10)
        /// Idle connections kept for reuse.
        public var keptConnections = 8

        public init() {}
    }

    private let configuration: Configuration
    private let idle = Mutex<[Connection]>([])
    /// Made when it is first needed: reading the authorities takes a few milliseconds.
    private let security = Mutex<NIOSSLContext?>(nil)

    public init(_ configuration: Configuration = .init()) { self.configuration = configuration }

    deinit { for connection in idle.withLock({ $0 }) { connection.close() } }

    public func execute(_ request: HTTPRequest) async throws -> HTTPResponse {
        if let flaw = request.flaw { throw NIOHTTPError(.broken, flaw) }
        var request = request
        while true {
            guard let address = HTTPAddress(request.url) else {
                throw NIOHTTPError(.broken, "\"\(request.url)\" is no http or https URL")
            }
            let response = try await exchange(request, with: address)
            guard request.redirectLimit > 0, [301, 302, 303, 307, 308].contains(response.status),
                let location = response.headers["Location"]
            else { return response }
            request.redirectLimit -= 1
            request.url = address.resolved(location)
            // Who may know the login is its own server alone.
            if HTTPAddress(request.url)?.origin != address.origin { request.headers.removeAll("Authorization") }
        }
    }

    private func exchange(_ request: HTTPRequest, with address: HTTPAddress) async throws -> HTTPResponse {
        while let connection = kept(for: address.origin) {
            let exchange = try await connection.start(request, to: address)
            do {
                return try await response(to: exchange, over: connection)
            } catch let error as NIOHTTPError where error.cause == .broken && !exchange.hasBegun && request.isRepeatable
            {
                // The server closed it in the meantime.
                continue
            }
        }
        let connection = try await Connection.open(
            address.origin, security: address.origin.isSecure ? try secured() : nil,
            timeout: configuration.connectTimeout, onEnd: { [weak self] connection in self?.keep(connection) })
        return try await response(to: connection.start(request, to: address), over: connection)
    }

    private func response(to exchange: Exchange, over connection: Connection) async throws -> HTTPResponse {
        // Made before anything is awaited: letting go of it closes the connection of an exchange that is not over.
        let body = ExchangeBody(exchange: exchange, connection: connection, client: self)
        let head = try await exchange.head()
        return HTTPResponse(status: head.status, headers: head.headers, body: HTTPResponseBody(body))
    }

    // MARK: Connections

    private func kept(for origin: HTTPAddress.Origin) -> Connection? {
        idle.withLock { idle in
            idle.removeAll { !$0.isActive }
            return idle.lastIndex { $0.origin == origin }.map { idle.remove(at: $0) }
        }
    }

    private func keep(_ connection: Connection) {
        let superfluous = idle.withLock { idle -> Connection? in
            idle.append(connection)
            return idle.count > configuration.keptConnections ? idle.removeFirst() : nil
        }
        superfluous?.close()
    }

    private func secured() throws -> NIOSSLContext {
        try security.withLock { made in
            if let made { return made }
            var tls = TLSConfiguration.makeClientConfiguration()
            if configuration.verifiesCertificates {
                tls.trustRoots = .certificates(try configuration.trustRoots.certificates())
            } else {
                tls.certificateVerification = .none
            }
            tls.applicationProtocols = ["http/1.1"]
            do {
                let context = try NIOSSLContext(configuration: tls)
                made = context
                return context
            } catch {
                throw NIOHTTPError(.tls, "TLS cannot be set up: \(error)")
            }
        }
    }
}

extension HTTPRequest {
    /// Whether the body can be read a second time.
    fileprivate var isRepeatable: Bool {
        if case .stream = body { false } else { true }
    }
}

/// The body of a response; closes the connection when nobody reads it any more.
private final class ExchangeBody: HTTPBodySource {
    private let exchange: Exchange
    private let connection: Connection
    private let client: NIOHTTPClient

    init(exchange: Exchange, connection: Connection, client: NIOHTTPClient) {
        self.exchange = exchange
        self.connection = connection
        self.client = client
    }

    deinit { connection.closeUnlessComplete(exchange) }

    func next() async throws -> [UInt8]? { try await exchange.next() }

    func refusal(ofMoreThan limit: Int) -> any Error {
        NIOHTTPError(.broken, "the response is larger than \(limit) bytes")
    }
}
