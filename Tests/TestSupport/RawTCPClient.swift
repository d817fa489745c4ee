import Glibc
public import LinuxSystem

/// A TCP connection to this host or one of its containers that sends whatever a test likes.
public struct RawTCPClient: Sendable {
    public let socket: Descriptor

    /// - Parameter address: an IPv4 address.
    public init(address host: String = "127.0.0.1", port: UInt16) throws {
        let number = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        socket = Descriptor(owning: number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
            throw LinuxError(code: EINVAL, message: "\(host) is no IPv4 address")
        }
        let failed = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard failed == 0 else { throw LinuxError(code: errno, message: "cannot connect to \(host):\(port)") }
    }

    public static func isListening(on port: UInt16) -> Bool {
        (try? RawTCPClient(port: port)) != nil
    }

    /// Sends bytes; a connection that is already closed is not an error here.
    public func send(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { Glibc.send(socket.rawValue, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
    }

    /// Reads until the server closes or the time is over; nil when it is over. Blocks the thread.
    public func readToEnd(within limit: Duration) -> [UInt8]? {
        let deadline = ContinuousClock.now + limit
        var result: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer { chunk.deallocate() }
        while true {
            let left = (deadline - .now).components
            let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
            guard milliseconds > 0,
                (try? socket.wait(for: .reading, milliseconds: CInt(clamping: milliseconds))) == true
            else { return nil }
            switch try? socket.read(into: chunk) {
            case .bytes(let count): result.append(contentsOf: chunk[..<count])
            case .wouldBlock: continue
            case .closed, nil: return result
            }
        }
    }

    /// Reads until what came holds a text; false when the server closes or the time is over before. Blocks the thread.
    public func read(until text: String, within limit: Duration) throws -> Bool {
        let deadline = ContinuousClock.now + limit
        var received: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer { chunk.deallocate() }
        while !String(decoding: received, as: UTF8.self).contains(text) {
            guard ContinuousClock.now < deadline else { return false }
            guard try socket.wait(for: .reading, milliseconds: 100) else { continue }
            switch try socket.read(into: chunk) {
            case .bytes(let count): received.append(contentsOf: chunk[..<count])
            case .wouldBlock: continue
            case .closed: return false
            }
        }
        return true
    }

    /// Closes with a reset instead of an orderly end.
    public func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket.rawValue, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        socket.close()
    }
}
