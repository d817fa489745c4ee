import CZlib

/// Undoes deflate, piece by piece (RFC 1951), with or without gzip around it (RFC 1952).
package final class Inflater {
    package enum Format {
        case gzip, raw

        /// What zlib is told: negative for no header at all, 16 more for that of gzip.
        fileprivate var windowBits: CInt {
            switch self {
            case .gzip: 15 + 16
            case .raw: -15
            }
        }
    }

    /// The bytes are not what deflate or gzip makes.
    package struct Damaged: Error {}

    private static let pieceSize = 256 * 1024

    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let isGzip: Bool

    package init(_ format: Format) throws {
        isGzip = format == .gzip
        stream.initialize(to: z_stream())
        let size = CInt(MemoryLayout<z_stream>.size)
        guard inflateInit2_(stream, format.windowBits, ZLIB_VERSION, size) == Z_OK else {
            stream.deallocate()
            throw BuildFailure(.infrastructure, "zlib cannot be set up")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Reads to the end of the compressed stream and hands on what comes out; ``Damaged`` where it ends early.
    ///
    /// - Parameters:
    ///   - source: the next compressed bytes; none at the end.
    ///   - sink: may throw to stop what grows beyond a limit.
    package func run(from source: () throws -> [UInt8], to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        var space = [UInt8](repeating: 0, count: Self.pieceSize)
        var status = Z_OK
        while true {
            var input = try source()
            if input.isEmpty {
                guard status == Z_STREAM_END else { throw Damaged() }
                return
            }
            // Members of a gzip file may follow one another.
            if status == Z_STREAM_END {
                guard isGzip else { return }
                inflateReset(stream)
            }
            status = try inflate(&input, &space, sink)
            if status == Z_STREAM_END, !isGzip { return }
        }
    }

    private func inflate(
        _ input: inout [UInt8], _ space: inout [UInt8], _ sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> CInt {
        try input.withUnsafeMutableBufferPointer { bytes in
            stream.pointee.next_in = bytes.baseAddress
            stream.pointee.avail_in = uInt(bytes.count)
            while true {
                let (status, count) = space.withUnsafeMutableBufferPointer { room in
                    stream.pointee.next_out = room.baseAddress
                    stream.pointee.avail_out = uInt(room.count)
                    let status = CZlib.inflate(stream, Z_NO_FLUSH)
                    return (status, room.count - Int(stream.pointee.avail_out))
                }
                try space.withUnsafeBytes { try sink(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                if status == Z_STREAM_END {
                    guard isGzip, stream.pointee.avail_in > 0 else { return status }
                    inflateReset(stream)
                    continue
                }
                guard status == Z_OK || status == Z_BUF_ERROR else { throw Damaged() }
                if stream.pointee.avail_in == 0, stream.pointee.avail_out > 0 { return Z_OK }
            }
        }
    }
}
