import Glibc
import LinuxSystem
import Synchronization

/// A socket on loopback whose other end does exactly what a test says, byte by byte: what no well-behaved server does
/// on request (falling silent, closing early, not reading).
final class ScriptedPeer: Sendable {
    let port: Int
    private let listener: Descriptor
    private let accepted = Mutex(0)

    /// Connections accepted so far.
    var connections: Int { accepted.withLock { $0 } }

    var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameter script: runs once for each connection, on a thread of its own.
    init(_ script: @escaping @Sendable (PeerConnection) throws -> Void) throws {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        listener = Descriptor(owning: number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, length) == 0 && listen(number, 64) == 0 && getsockname(number, $0, &length) == 0
            }
        }
        guard isBound else { throw LinuxError(code: errno, message: "cannot listen on loopback") }
        port = Int(UInt16(bigEndian: address.sin_port))
        Self.thread { [self] in
            while true {
                let connection = accept(number, nil, nil)
                guard connection >= 0 else { return }
                accepted.withLock { $0 += 1 }
                Self.thread { try? script(PeerConnection(Descriptor(owning: connection))) }
            }
        }
    }

    /// Stops accepting and lets go of the port.
    func close() {
        shutdown(listener.rawValue, Int32(SHUT_RDWR))
        listener.close()
    }

    private static func thread(_ work: @escaping @Sendable () -> Void) {
        final class Box: Sendable {
            let work: @Sendable () -> Void
            init(_ work: @escaping @Sendable () -> Void) { self.work = work }
        }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().work() }
                return nil
            }, Unmanaged.passRetained(Box(work)).toOpaque())
        pthread_detach(thread)
    }
}

/// One accepted connection; its calls block.
final class PeerConnection {
    private let socket: Descriptor
    private var buffered: [UInt8] = []

    init(_ socket: Descriptor) {
        self.socket = socket
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(
            socket.rawValue, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        signal(SIGPIPE, SIG_IGN)
    }

    /// The next request's head with its empty line, `nil` when the client closed.
    func readHead() throws -> String? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = buffered.firstRange(of: end) {
                defer { buffered.removeSubrange(..<range.upperBound) }
                return String(decoding: buffered[..<range.upperBound], as: UTF8.self)
            }
            guard try fill() else { return nil }
        }
    }

    /// Exactly that many bytes, fewer only where the client closed.
    func read(_ count: Int) throws -> [UInt8] {
        while buffered.count < count, try fill() {}
        defer { buffered.removeFirst(min(count, buffered.count)) }
        return Array(buffered.prefix(count))
    }

    /// Everything until the client closes.
    func readToEnd() throws -> [UInt8] {
        while try fill() {}
        return buffered
    }

    /// Whether all was written; the client may have closed.
    @discardableResult
    func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(socket.rawValue, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func fill() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let result = try chunk.withUnsafeMutableBytes { try socket.read(into: $0) }
        guard case .bytes(let count) = result else { return false }
        buffered += chunk.prefix(count)
        return true
    }
}
