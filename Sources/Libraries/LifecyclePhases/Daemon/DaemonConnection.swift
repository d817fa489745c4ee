import ApplicationImages
import BuildpackLifecycle
import Glibc
import LinuxSystem

/// One request to the Docker Engine API over its unix socket, HTTP/1.1 without keep-alive (RFC 9112).
///
/// A static program that runs in others' images has no HTTP library at hand, and three requests need none. Calls block.
final class DaemonConnection {
    private let socket: Descriptor
    private let input: BufferedInput
    private var body = HTTPBody.none
    private(set) var status = 0

    /// Connects, as root where the phase may be it. Throws `infrastructure`.
    init(socketPath: String) throws {
        let number = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw BuildFailure(.infrastructure, "cannot make a socket") }
        socket = Descriptor(owning: number)
        input = BufferedInput(socket)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(socketPath.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw BuildFailure(.infrastructure, "the socket path \(socketPath) is too long")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let failure = Privileges.restored { () -> CInt in
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            return result == 0 ? 0 : errno
        }
        guard failure == 0 else {
            throw BuildFailure(
                .infrastructure, "cannot reach the Docker daemon at \(socketPath): \(LinuxError.reason(failure))")
        }
    }

    /// Sends a request and reads the answer's head. `send` hands the body, piece by piece, to what it is given.
    func request(
        _ method: String, _ target: String, send: ((_ piece: ([UInt8]) throws -> Void) throws -> Void)? = nil
    ) throws {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
        if send != nil { head += "Content-Type: application/x-tar\r\nTransfer-Encoding: chunked\r\n" }
        do {
            try socket.writeAll((head + "\r\n").utf8)
            if let send {
                try send { piece in
                    guard !piece.isEmpty else { return }
                    try socket.writeAll("\(String(piece.count, radix: 16))\r\n".utf8)
                    try piece.withUnsafeBytes { try socket.writeAll($0) }
                    try socket.writeAll("\r\n".utf8)
                }
                try socket.writeAll("0\r\n\r\n".utf8)
            }
        } catch let error as LinuxError where error.code == EPIPE {
            // The daemon has answered already, and says why.
        }
        try readHead()
    }

    private func readHead() throws {
        let first = try line()
        let words = first.split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let code = Int(words[1]) else {
            throw Self.broken("its answer is no HTTP")
        }
        status = code
        body = .untilEnd
        while true {
            let header = try line()
            if header.isEmpty { return }
            let parts = header.split(separator: ":", maxSplits: 1)
            let value = parts.count > 1 ? parts[1].drop { $0 == " " }.lowercased() : ""
            switch parts[0].lowercased() {
            case "transfer-encoding" where value == "chunked": body = .chunk(remaining: 0, isFirst: true)
            case "content-length":
                // A chunked body has no length of its own.
                if case .chunk = body { continue }
                body = .length(Int64(value) ?? 0)
            default: continue
            }
        }
    }

    /// The next bytes of the answer's body; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        switch body {
        case .none: return 0
        case .untilEnd: return try input.read(into: buffer)
        case .length(let remaining):
            guard remaining > 0 else { return 0 }
            let count = try some(buffer, remaining)
            body = .length(remaining - Int64(count))
            return count
        case .chunk(var remaining, let isFirst):
            if remaining == 0 {
                if !isFirst { _ = try line() }
                guard let size = Int64(try line().prefix { $0 != ";" }, radix: 16) else {
                    throw Self.broken("a chunk of its answer has no length")
                }
                guard size > 0 else {
                    body = .none
                    return 0
                }
                remaining = size
            }
            let count = try some(buffer, remaining)
            body = .chunk(remaining: remaining - Int64(count), isFirst: false)
            return count
        }
    }

    /// The whole body. Throws past `limit` bytes.
    func readAll(limit: Int = 16 << 20) throws -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try read(into: $0) }
            if count == 0 { return all }
            all += buffer[..<count]
            guard all.count <= limit else { throw Self.broken("its answer is larger than \(limit) bytes") }
        }
    }

    private func some(_ buffer: UnsafeMutableRawBufferPointer, _ most: Int64) throws -> Int {
        let size = min(Int64(buffer.count), most)
        let count = try input.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(size)]))
        guard count > 0 else { throw Self.broken("the connection ended in the middle of its answer") }
        return count
    }

    /// A line of the head, without its end.
    private func line() throws -> String {
        var bytes: [UInt8] = []
        var byte = [UInt8](repeating: 0, count: 1)
        while bytes.last != 0x0A {
            guard bytes.count < 65536, try byte.withUnsafeMutableBytes({ try input.read(into: $0) }) == 1 else {
                throw Self.broken("the connection ended in the head of its answer")
            }
            bytes.append(byte[0])
        }
        return String(decoding: bytes.filter { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    }

    private static func broken(_ what: String) -> BuildFailure {
        BuildFailure(.infrastructure, "the Docker daemon cannot be understood: \(what)")
    }
}

/// Where the reader of an answer stands (RFC 9112, "Message Body Length").
private enum HTTPBody {
    case none, untilEnd
    case length(Int64)
    case chunk(remaining: Int64, isFirst: Bool)
}
