import Hummingbird
import NIOCore

/// What the server knows about one request besides what the request itself says.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The other end of the connection, which may be a reverse proxy.
    let peer: SocketAddress?
    /// Bytes that a request's body may have.
    let maxUploadSize = 256 << 10

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress
    }
}
