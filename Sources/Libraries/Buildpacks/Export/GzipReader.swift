import CZlib

/// Undoes gzip, or passes through what is not compressed (RFC 1952).
enum GzipReader {
    /// Throws where the bytes are damaged or more than `limit` come out.
    static func decompress(_ source: [UInt8], limit: Int) throws -> [UInt8] {
        guard source.starts(with: [0x1F, 0x8B]) else { return source }
        var stream = z_stream()
        // 16 more than the window's bits: a gzip header is expected.
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw BuildFailure(.infrastructure, "zlib cannot be set up")
        }
        defer { inflateEnd(&stream) }
        var input = source
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        var status = Z_OK
        try input.withUnsafeMutableBufferPointer { bytes in
            stream.next_in = bytes.baseAddress
            stream.avail_in = uInt(bytes.count)
            while status == Z_OK {
                let count = buffer.withUnsafeMutableBufferPointer { space -> Int in
                    stream.next_out = space.baseAddress
                    stream.avail_out = uInt(space.count)
                    status = inflate(&stream, Z_NO_FLUSH)
                    return space.count - Int(stream.avail_out)
                }
                output += buffer[..<count]
                guard output.count <= limit else {
                    throw BuildFailure(.infrastructure, "a layer of the previous image is larger than \(limit) bytes")
                }
            }
        }
        guard status == Z_STREAM_END else {
            throw BuildFailure(.infrastructure, "a layer of the previous image is damaged; build with --clear-cache")
        }
        return output
    }
}
