/// An HTTP client on libcurl.
///
/// One owned thread runs every transfer of a client on libcurl's multi interface, so that no call blocks a thread of
/// the cooperative pool, connections are kept for reuse, and slow bodies on either side hold up only themselves.
///
/// Only `http` and `https` are spoken, redirects are followed only when a request says so, and neither proxy variables
/// nor `.netrc` nor `.curlrc` are read.
public final class CurlClient: HTTPTransport {
    public struct Configuration: Sendable {
        /// Every connection goes to this socket; the URL's host is then only the `Host` header.
        public var unixSocketPath: String?
        /// Time to connect, TLS handshake included.
        public var connectTimeout: Duration = .seconds(10)
        /// Idle connections kept for reuse.
        public var keptConnections = 8
        public var userAgent: String?
        /// PEM file of the authorities to trust instead of the system's.
        public var certificateAuthorities: String?
        /// `http://host:port`; without it no proxy is used, whatever the environment says.
        public var proxy: String?
        /// Hosts that are reached without the proxy, in the form of curl's `no_proxy`.
        public var proxyExceptions: String?

        public init(unixSocketPath: String? = nil) {
            self.unixSocketPath = unixSocketPath
        }
    }

    private let configuration: Configuration
    let loop: TransferLoop

    public init(_ configuration: Configuration = .init()) {
        self.configuration = configuration
        loop = TransferLoop(keptConnections: configuration.keptConnections)
    }

    /// Ends running transfers with `shutDown` and the thread.
    deinit { loop.post(.stop) }

    /// Ends running transfers with ``CurlError/Code/shutDown`` and refuses later ones.
    public func shutDown() { loop.post(.stop) }

    /// Sends the request and returns when the response's head is here; the body follows as it is read.
    ///
    /// - Throws: ``CurlError``, or `CancellationError` when the task is cancelled before the head arrived.
    public func execute(_ request: HTTPRequest) async throws -> HTTPResponse {
        if let flaw = request.flaw { throw CurlError(.invalidRequest, flaw) }
        let transfer = try Transfer(request, configuration: configuration, loop: loop)
        // The upload may go on after the head has arrived and the caller has moved on, so its task cannot be a child of
        // this call; it ends with the transfer, which closes the pipe and cancels it.
        if let (pipe, source) = transfer.upload.streaming {
            pipe.onData { [loop, weak transfer] in
                if let transfer { loop.post(.resumeSending(transfer)) }
            }
            transfer.own(Task { await pipe.feed(from: source) })
        }
        let lease = TransferLease(transfer: transfer, client: self)
        loop.post(.start(transfer))
        let head = try await withTaskCancellationHandler {
            try await transfer.head()
        } onCancel: {
            loop.post(.cancel(transfer))
        }
        return HTTPResponse(status: head.status, headers: head.headers, body: HTTPResponseBody(lease))
    }
}

/// Ends a transfer nobody reads any more, and keeps the client alive while somebody does.
private final class TransferLease: HTTPBodySource {
    private let transfer: Transfer
    private let client: CurlClient

    init(transfer: Transfer, client: CurlClient) {
        self.transfer = transfer
        self.client = client
    }

    deinit { client.loop.post(.cancel(transfer)) }

    func next() async throws -> [UInt8]? { try await transfer.nextChunk() }

    func refusal(ofMoreThan limit: Int) -> any Error {
        CurlError(.responseTooLarge, "the response is larger than \(limit) bytes")
    }
}
