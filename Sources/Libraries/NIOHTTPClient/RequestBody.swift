import Glibc
import HTTPExchange
import LinuxSystem

/// Sends a request's body piece by piece, each when the one before has gone out.
enum RequestBody {
    private static let pieceSize = 256 << 10

    /// The body's own source failed, or does not keep the length it promised.
    struct SourceFailure: Error { var cause: any Error }

    static func send(_ body: HTTPRequestBody, by piece: ([UInt8]) async throws -> Void) async throws {
        switch body {
        case .none: return
        case .bytes(let bytes):
            var start = 0
            while start < bytes.count {
                let end = min(start + pieceSize, bytes.count)
                try await piece(Array(bytes[start..<end]))
                start = end
            }
        case .file(let path, let offset, let length): try await send(file: path, from: offset, upTo: length, by: piece)
        case .stream(let length, let source): try await send(source, length, by: piece)
        }
    }

    private static func send(
        _ source: any AsyncSequence<[UInt8], any Error> & Sendable, _ length: Int64?,
        by piece: ([UInt8]) async throws -> Void
    ) async throws {
        var sent: Int64 = 0
        var chunks = source.makeAsyncIterator()
        while true {
            let chunk: [UInt8]?
            do {
                chunk = try await chunks.next()
            } catch {
                throw SourceFailure(cause: error)
            }
            guard let chunk else { break }
            sent += Int64(chunk.count)
            if let length, sent > length { break }
            if !chunk.isEmpty { try await piece(chunk) }
        }
        guard length == nil || sent == length else {
            throw SourceFailure(
                cause: NIOHTTPError(.broken, "the content to send is not of the length it was said to be"))
        }
    }

    /// Bytes of the part that will be sent; none where the file cannot be read, which ``send(_:by:)`` tells.
    static func size(ofFile path: String, from offset: Int64, upTo length: Int64?) -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else { return 0 }
        let rest = max(0, Int64(status.st_size) - offset)
        return min(length ?? rest, rest)
    }

    private static func send(
        file path: String, from offset: Int64, upTo length: Int64?, by piece: ([UInt8]) async throws -> Void
    ) async throws {
        let file: Descriptor
        do {
            file = try Descriptor.open(path, flags: O_RDONLY)
        } catch {
            throw SourceFailure(cause: NIOHTTPError(.broken, "cannot read \(path): \(error)"))
        }
        var position = offset
        let end = offset + size(ofFile: path, from: offset, upTo: length)
        while position < end {
            let wanted = Int(min(Int64(pieceSize), end - position))
            var bytes = [UInt8](repeating: 0, count: wanted)
            let count = pread(file.rawValue, &bytes, wanted, off_t(position))
            guard count > 0 else {
                throw SourceFailure(cause: NIOHTTPError(.broken, "\(path) became shorter while it was sent"))
            }
            try await piece(Array(bytes[..<count]))
            position += Int64(count)
        }
    }
}
