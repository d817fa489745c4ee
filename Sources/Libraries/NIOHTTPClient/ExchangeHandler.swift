import HTTPExchange
import NIOCore
import NIOHTTP1
import Synchronization

/// The end of a connection's pipeline: hands what arrives to the exchange that is under way, and reads no more than its
/// reader takes.
final class ExchangeHandler: ChannelDuplexHandler, Sendable {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private struct State {
        var exchange: Exchange?
        var staysOpen = false
        var onEnd: (@Sendable (_ isReusable: Bool) -> Void)?
    }

    private let host: String
    private let state = Mutex(State())

    init(host: String) { self.host = host }

    /// `action` is called at the end of each exchange with whether the connection can serve another one.
    func onEnd(_ action: @escaping @Sendable (_ isReusable: Bool) -> Void) { state.withLock { $0.onEnd = action } }

    func begin(_ exchange: Exchange) {
        state.withLock { state in
            state.exchange = exchange
            state.staysOpen = false
        }
    }

    private var exchange: Exchange? { state.withLock { $0.exchange } }

    /// A read that comes while the reader is behind is left out; the exchange asks again when there is room.
    func read(context: ChannelHandlerContext) {
        if exchange?.hasRoom ?? true { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let exchange else {
            // Nobody asked.
            context.close(promise: nil)
            return
        }
        switch unwrapInboundIn(data) {
        case .head(let head):
            state.withLock { $0.staysOpen = head.isKeepAlive }
            var headers = HTTPHeaders()
            for (name, value) in head.headers { headers.add(name, value) }
            exchange.receive(Exchange.Head(status: Int(head.status.code), headers: headers))
        case .body(let bytes): exchange.receive(Array(bytes.readableBytesView))
        case .end:
            let (staysOpen, onEnd) = state.withLock { state in
                state.exchange = nil
                return (state.staysOpen, state.onEnd)
            }
            // Before the reader goes on: its next request finds the connection. An answer that comes before the whole question
            // leaves the rest of it in the way of the next.
            onEnd?(staysOpen && exchange.keepsConnection && exchange.isRequestSent && context.channel.isActive)
            exchange.end(.success(()))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(NIOHTTPError(.broken, "\(host): the connection was closed"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(NIOHTTPError(error, host: host))
        context.close(promise: nil)
    }

    private func fail(_ error: NIOHTTPError) {
        let open = state.withLock { state in
            defer { state.exchange = nil }
            return state.exchange
        }
        open?.end(.failure(error))
    }
}
