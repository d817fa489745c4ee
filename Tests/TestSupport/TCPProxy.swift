import Glibc
import LinuxSystem

/// Stands between one client and a server on the loopback, and can break the connection the way networks do.
public final class TCPProxy: Sendable {
    public let port: UInt16
    private let listener: Descriptor
    private let server: RawTCPClient
    private let stopPipe: (reading: Descriptor, writing: Descriptor)

    /// Listens on a free port; the first connection is joined to one to the server.
    public init(to target: UInt16) throws {
        let number = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        listener = Descriptor(owning: number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failed = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, length) != 0 || listen(number, 1) != 0 || getsockname(number, $0, &length) != 0
            }
        }
        guard !failed else { throw LinuxError(code: errno, message: "cannot listen") }
        port = UInt16(bigEndian: address.sin_port)
        server = try RawTCPClient(port: target)
        stopPipe = try Descriptor.pipe()
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<TCPProxy>.fromOpaque(context).takeRetainedValue().forward() }
                return nil
            }, context.toOpaque())
        pthread_detach(thread)
    }

    /// Resets the connection to the server.
    public func reset() {
        stopPipe.writing.close()
    }

    private func forward() {
        guard let client = (try? listener.acceptConnection()) ?? nil else { return }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 1)
        defer { chunk.deallocate() }
        while true {
            var requests = [client, server.socket, stopPipe.reading].map {
                pollfd(fd: $0.rawValue, events: CShort(POLLIN), revents: 0)
            }
            poll(&requests, nfds_t(requests.count), -1)
            if requests[2].revents != 0 {
                server.reset()
                return
            }
            for (from, to) in [(0, server.socket), (1, client)] where requests[from].revents != 0 {
                guard case .bytes(let count) = try? (from == 0 ? client : server.socket).read(into: chunk) else {
                    return
                }
                var sent = 0
                while sent < count {
                    let rest = UnsafeRawBufferPointer(rebasing: chunk[sent..<count])
                    guard case .bytes(let moved) = try? to.write(rest) else { return }
                    sent += moved
                }
            }
        }
    }
}
