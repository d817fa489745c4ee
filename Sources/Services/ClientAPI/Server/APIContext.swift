import Hummingbird
import NIOCore

/// What the server knows about one request besides what the request itself says.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The other end of the connection, which may be a reverse proxy.
    let peer: SocketAddress?
    /// Bytes that a request's body may have.
    let maxUploadSize = 256 << 10

    /// In every log line of the request and in the answer's `X-Request-Id`.
    let requestID: String

    init(source: ApplicationRequestContextSource) {
        requestID = String(UInt64.random(in: .min ... .max), radix: 16)
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress
        logger[metadataKey: "request"] = "\(requestID)"
    }
}
