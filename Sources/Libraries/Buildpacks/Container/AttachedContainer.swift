import Glibc
import LinuxSystem

/// The standard streams of a container over one connection, both ways at once (Docker Engine API,
/// `POST /containers/{id}/attach`, "Hijacking").
///
/// After the upgrade the connection is no HTTP any more, so no HTTP client can hold it. Calls block; reading and
/// writing may happen on two threads.
final class AttachedContainer: Sendable {
    enum Stream: Sendable { case output, error }

    private let socket: Descriptor

    /// Connects and upgrades. Throws `infrastructure`.
    init(_ id: String, socketPath: String) throws {
        let number = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw Self.failure("cannot make a socket") }
        socket = Descriptor(owning: number)
        try Self.connect(number, socketPath)
        let request = """
            POST /v1.41/containers/\(id)/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r
            Host: docker\r
            Connection: Upgrade\r
            Upgrade: tcp\r
            \r

            """
        _ = try Array(request.utf8).withUnsafeBytes { try write($0) }
        let head = try readHead()
        guard head.hasPrefix("HTTP/1.1 101") || head.hasPrefix("HTTP/1.1 200") else {
            throw BuildFailure(
                .infrastructure, "docker refused to attach to the build container: \(head.prefix { !$0.isNewline })")
        }
    }

    private static func connect(_ number: CInt, _ path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw BuildFailure(.infrastructure, "the socket path \(path) is too long")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw failure("cannot reach docker at \(path)") }
    }

    /// Sends bytes to the container's standard input. False once nobody reads it any more.
    @discardableResult
    func write(_ bytes: UnsafeRawBufferPointer) throws -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = send(socket.rawValue, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE || errno == ECONNRESET { return false }
                throw Self.failure("cannot send to the build container")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return true
    }

    /// Closes the container's standard input.
    func endInput() { shutdown(socket.rawValue, Int32(SHUT_WR)) }

    /// Ends both directions; a thread that blocks in a call returns from it.
    func abort() { shutdown(socket.rawValue, Int32(SHUT_RDWR)) }

    /// The header of the next frame; nil at the end.
    func nextFrame() throws -> (stream: Stream, size: Int)? {
        var header = [UInt8](repeating: 0, count: 8)
        guard try header.withUnsafeMutableBytes({ try fill($0) }) else { return nil }
        let size = header[4...].reduce(0) { $0 << 8 | Int($1) }
        return (header[0] == 2 ? .error : .output, size)
    }

    /// Reads part of the frame's content; 0 when the connection has ended.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = recv(socket.rawValue, buffer.baseAddress, buffer.count, 0)
            if count >= 0 { return count }
            if errno == ECONNRESET { return 0 }
            guard errno == EINTR else { throw Self.failure("cannot read from the build container") }
        }
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Bool {
        var filled = 0
        while filled < buffer.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            if count == 0 { return false }
            filled += count
        }
        return true
    }

    /// Reads byte by byte up to the empty line: what follows belongs to the stream.
    private func readHead() throws -> String {
        var head: [UInt8] = []
        var byte = [UInt8](repeating: 0, count: 1)
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard head.count < 16384, try byte.withUnsafeMutableBytes({ try fill($0) }) else {
                throw BuildFailure(.infrastructure, "docker closed the connection to the build container")
            }
            head.append(byte[0])
        }
        return String(decoding: head, as: UTF8.self)
    }

    private static func failure(_ what: String) -> BuildFailure {
        BuildFailure(.infrastructure, "\(what): \(LinuxError.reason(errno))")
    }
}
