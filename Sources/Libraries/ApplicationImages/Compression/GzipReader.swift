/// Undoes gzip, or passes through what is not compressed (RFC 1952).
package enum GzipReader {
    private static let magic: [UInt8] = [0x1F, 0x8B]

    /// Throws where the bytes are damaged or more than `limit` come out.
    package static func decompress(_ source: [UInt8], limit: Int) throws -> [UInt8] {
        guard source.starts(with: magic) else { return source }
        var pieces = [source][...]
        var output: [UInt8] = []
        do {
            try Inflater(.gzip).run(from: { pieces.popFirst() ?? [] }) { bytes in
                output.append(contentsOf: bytes)
                guard output.count <= limit else {
                    throw BuildFailure(.infrastructure, "a layer of the previous image is larger than \(limit) bytes")
                }
            }
        } catch is Inflater.Damaged {
            throw BuildFailure(.infrastructure, "a layer of the previous image is damaged; build with --clear-cache")
        }
        return output
    }

    /// The same for more than memory should hold; `name` is for messages.
    package static func decompress(_ source: SpooledBytes, limit: Int64, name: String) throws -> SpooledBytes {
        guard try source.read(at: 0, size: 2) == magic else { return source }
        let output = SpooledBytes()
        var offset: Int64 = 0
        func next() throws -> [UInt8] {
            let bytes = try source.read(at: offset, size: 1 << 20)
            offset += Int64(bytes.count)
            return bytes
        }
        do {
            try Inflater(.gzip).run(from: next) { bytes in
                guard output.count + Int64(bytes.count) <= limit else {
                    throw BuildFailure(.invalid, "\(name) is larger than \(limit >> 20) MiB when it is unpacked")
                }
                try output.append(bytes)
            }
        } catch is Inflater.Damaged {
            throw BuildFailure(.invalid, "\(name) is damaged: its gzip data ends early or is not gzip")
        }
        return output
    }
}
