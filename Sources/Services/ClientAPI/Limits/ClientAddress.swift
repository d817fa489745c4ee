import HTTPTypes
import Hummingbird
import NIOCore

/// The address that an attempt is counted for.
///
/// Behind a reverse proxy that the operator trusts it is the last address in `X-Forwarded-For` that is not a proxy's own;
/// anybody else's `X-Forwarded-For` is ignored. An IPv6 address counts by its network of 64 bits, which is what one customer
/// has.
struct ClientAddress: Hashable, Sendable, CustomStringConvertible {
    let description: String

    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")!

    init(of request: Request, _ context: APIContext, trustedProxies: Set<String>) {
        var address = context.peer
        if let peer = context.peer?.ipAddress, trustedProxies.contains(peer) {
            let hops = request.headers[values: Self.forwardedFor].flatMap { $0.split(separator: ",") }
            let named = hops.map { $0.filter { !$0.isWhitespace } }.last { !trustedProxies.contains($0) }
            address = named.flatMap { try? SocketAddress(ipAddress: $0, port: 0) } ?? context.peer
        }
        switch address {
        case .v6(let version6):
            let network = withUnsafeBytes(of: version6.address.sin6_addr) { Array($0.prefix(8)) }
            description = network.map { String($0, radix: 16) }.joined(separator: ":")
        default:
            description = address?.ipAddress ?? "unknown"
        }
    }
}
