import CurlClient
import HTTPExchange
import NIOHTTPClient

/// The clients that keep the contract of ``HTTPTransport``: each test of it runs with all of them.
enum ClientKind: CaseIterable, Sendable {
    case curl, nio

    func client() -> any HTTPTransport {
        switch self {
        case .curl: CurlClient()
        case .nio: NIOHTTPClient()
        }
    }
}
