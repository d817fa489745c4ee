import GRPCCore
import GRPCNIOTransportHTTP2
public import Logging
public import PlatformModel
public import ServiceLifecycle
import Synchronization

/// Serves gRPC services on one endpoint until a graceful shutdown, which lets the calls under way end.
public final class RPCServer: Service {
    private let server: GRPCServer<HTTP2ServerTransport.Posix>
    private let transport: HTTP2ServerTransport.Posix
    private let endpoint: RPCEndpoint
    private let logger: Logger

    public init(endpoint: RPCEndpoint, services: [RPCService], logger: Logger) {
        self.endpoint = endpoint
        self.logger = logger
        transport = endpoint.serverTransport()
        server = GRPCServer(transport: transport, services: services.map(\.registrable))
    }

    /// Where it listens, with the port that was picked. Waits until it does.
    ///
    /// - Throws: ``PlatformError`` with code `unavailable` when it does not come to listen.
    public func listeningEndpoint() async throws(PlatformError) -> RPCEndpoint {
        let address: GRPCNIOTransportCore.SocketAddress
        do {
            address = try await transport.listeningAddress
        } catch {
            throw PlatformError(.unavailable, "nothing listens on \(endpoint)", cause: error)
        }
        let port = address.ipv4?.port ?? address.ipv6?.port
        return switch endpoint {
        case .unixSocket: endpoint
        case .loopback(let host, let given): .loopback(host: host, port: port ?? given)
        case .tls(let host, let given, let files): .tls(host: host, port: port ?? given, files)
        }
    }

    /// - Throws: ``PlatformError`` when the endpoint cannot be had; the message says who has it.
    public func run() async throws {
        var socket: UnixSocketFile?
        if case .unixSocket(let path) = endpoint {
            let file = UnixSocketFile(path: path)
            do {
                try file.prepare()
            } catch {
                // Whoever waits for the address has to learn that there will be none.
                server.beginGracefulShutdown()
                transport.beginGracefulShutdown()
                throw error
            }
            socket = file
        }
        defer { socket?.remove() }
        logger.debug("gRPC server starts", metadata: ["endpoint": "\(endpoint)"])
        do {
            try await withGracefulShutdownHandler {
                try await server.serve()
            } onGracefulShutdown: {
                self.server.beginGracefulShutdown()
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw PlatformError(
                .unavailable, "cannot serve gRPC on \(endpoint): \(error); is the address taken?", cause: error)
        }
    }
}

/// A service an ``RPCServer`` can serve; made by this module's service types only.
public struct RPCService: Sendable {
    let registrable: any RegistrableRPCService

    init(_ registrable: any RegistrableRPCService) {
        self.registrable = registrable
    }
}
