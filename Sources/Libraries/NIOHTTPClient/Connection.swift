import HTTPExchange
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A connection to one origin, for one exchange at a time.
final class Connection: Sendable {
    let origin: HTTPAddress.Origin
    private let channel: any Channel
    private let handler: ExchangeHandler

    private init(origin: HTTPAddress.Origin, channel: any Channel, handler: ExchangeHandler) {
        self.origin = origin
        self.channel = channel
        self.handler = handler
    }

    /// Connects; the TLS handshake goes on while the first request is written.
    ///
    /// - Parameters:
    ///   - security: nil for `http`.
    ///   - onEnd: called at the end of each exchange that leaves the connection usable.
    static func open(
        _ origin: HTTPAddress.Origin, security: NIOSSLContext?, timeout: Duration,
        onEnd: @escaping @Sendable (Connection) -> Void
    ) async throws -> Connection {
        let handler = ExchangeHandler(host: "\(origin.host):\(origin.port)")
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(TimeAmount(timeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let security {
                        // Addresses are verified as such, names by the name (RFC 6066, section 3: no address in SNI).
                        let isAddress = (try? SocketAddress(ipAddress: origin.host, port: 0)) != nil
                        try pipeline.addHandler(
                            NIOSSLClientHandler(context: security, serverHostname: isAddress ? nil : origin.host))
                    }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(handler)
                }
            }
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(host: origin.host, port: origin.port).get()
        } catch {
            throw NIOHTTPError(error, host: "\(origin.host):\(origin.port)")
        }
        let connection = Connection(origin: origin, channel: channel, handler: handler)
        handler.onEnd { [weak connection] isReusable in
            guard let connection else { return }
            if isReusable { onEnd(connection) } else { connection.close() }
        }
        return connection
    }

    var isActive: Bool { channel.isActive }

    func close() { channel.close(promise: nil) }

    /// For an exchange nobody waits for any more. What has arrived already counts, so that a short answer's connection is
    /// kept.
    func closeUnlessComplete(_ exchange: Exchange) {
        channel.eventLoop.execute { [channel] in
            if !exchange.isComplete { channel.close(promise: nil) }
        }
    }

    /// Sends the request and begins to read the answer.
    func start(_ request: HTTPRequest, to address: HTTPAddress) async throws -> Exchange {
        let exchange = Exchange(keepsConnection: request.keepsConnection) { [channel] in channel.read() }
        handler.begin(exchange)
        watch(exchange, request)
        do {
            try await channel.writeAndFlush(HTTPClientRequestPart.head(RequestHead.make(request, to: address)))
        } catch {
            // The handler tells why the connection closed.
            close()
            return exchange
        }
        if case .none = request.body {
            await send(.none, of: exchange)
        } else {
            // An answer may come while the body is still on its way, so its task cannot be a child of this call; it ends
            // with the exchange.
            let feeder = Task { await self.send(request.body, of: exchange) }
            exchange.onEnd { feeder.cancel() }
        }
        return exchange
    }

    private func send(_ body: HTTPRequestBody, of exchange: Exchange) async {
        do {
            try await RequestBody.send(body) { bytes in
                try await channel.writeAndFlush(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: bytes))))
                exchange.noteProgress()
            }
            exchange.noteRequestSent()
            try await channel.writeAndFlush(HTTPClientRequestPart.end(nil))
        } catch let failure as RequestBody.SourceFailure {
            exchange.end(.failure(failure.cause))
            close()
        } catch {
            // The other side may have answered and closed, which the handler has seen; otherwise it tells that it closed.
            close()
        }
    }

    /// Ends the exchange when its time is over.
    private func watch(_ exchange: Exchange, _ request: HTTPRequest) {
        let host = "\(origin.host):\(origin.port)"
        let loop = channel.eventLoop
        if let timeout = request.timeout {
            let task = loop.scheduleTask(in: TimeAmount(timeout)) { [weak self] in
                guard !exchange.isOver else { return }
                exchange.end(.failure(NIOHTTPError(.timedOut, "\(host): no answer in time")))
                self?.close()
            }
            exchange.onEnd { task.cancel() }
        }
        if let idle = request.idleTimeout {
            let pause = TimeAmount(idle / 4)
            let task = loop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { [weak self] _ in
                guard !exchange.isOver, exchange.idleTime > idle else { return }
                exchange.end(.failure(NIOHTTPError(.timedOut, "\(host): nothing has moved for \(idle)")))
                self?.close()
            }
            exchange.onEnd { task.cancel() }
        }
    }
}
