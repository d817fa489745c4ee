import CZlib
import OCIImages

/// Compresses in blocks on all cores; the result depends on the content alone, never on the machine or the time.
///
/// Each block is a raw deflate stream that ends on a byte boundary and knows the 32 KiB before it, so that the blocks
/// joined are one gzip member (RFC 1951, RFC 1952).
package struct GzipCompressor: Sendable {
    package static let blockSize = 1 << 20
    private static let windowSize = 32 << 10
    /// Blocks in work at once; bounds memory.
    private static let batch = 8
    /// The fastest: layers cross a loopback or data-centre network, time is what a push waits for.
    private static let level: CInt = 1
    /// Magic, deflate, no flags, no time, fastest, unknown system.
    private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 255]

    package struct Compressed: Sendable {
        package var bytes: SpooledBytes
        package var digest: ContentDigest
    }

    private struct Block: Sendable {
        var data: [UInt8]
        var checksum: UInt
        var size: Int
    }

    package static func compress(_ source: SpooledBytes) async throws -> Compressed {
        let output = SpooledBytes()
        var hasher = DigestHasher()
        func emit(_ bytes: [UInt8]) throws {
            hasher.update(bytes)
            try bytes.withUnsafeBytes { try output.append($0) }
        }
        try emit(header)
        var checksum = crc32(0, nil, 0)
        var offset: Int64 = 0
        repeat {
            let starts = (0..<batch).map { offset + Int64($0 * blockSize) }.filter { $0 < source.count || $0 == 0 }
            for block in try await compress(starts, of: source) {
                try emit(block.data)
                checksum = crc32_combine(checksum, block.checksum, CLong(block.size))
            }
            offset += Int64(batch * blockSize)
        } while offset < source.count
        try emit(littleEndian(UInt32(truncatingIfNeeded: checksum)))
        try emit(littleEndian(UInt32(truncatingIfNeeded: source.count)))
        return Compressed(bytes: output, digest: hasher.finish())
    }

    private static func compress(_ starts: [Int64], of source: SpooledBytes) async throws -> [Block] {
        try await withThrowingTaskGroup(of: (Int, Block).self) { group in
            for (index, start) in starts.enumerated() {
                group.addTask { (index, try compress(at: start, of: source)) }
            }
            var blocks: [Int: Block] = [:]
            for try await (index, block) in group { blocks[index] = block }
            return starts.indices.compactMap { blocks[$0] }
        }
    }

    private static func compress(at start: Int64, of source: SpooledBytes) throws -> Block {
        var window = try source.read(at: max(0, start - Int64(windowSize)), size: Int(min(Int64(windowSize), start)))
        var data = try source.read(at: start, size: blockSize)
        let isLast = start + Int64(data.count) >= source.count
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, level, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                CInt(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw BuildFailure(.infrastructure, "zlib cannot be set up") }
        defer { deflateEnd(&stream) }
        if !window.isEmpty { deflateSetDictionary(&stream, &window, uInt(window.count)) }
        let size = data.count
        let checksum = crc32(crc32(0, nil, 0), data, uInt(size))
        let capacity = Int(deflateBound(&stream, uLong(size))) + 16
        var isDone = false
        let compressed = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, length in
            data.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = uInt(size)
                stream.next_out = buffer.baseAddress
                stream.avail_out = uInt(capacity)
                let result = deflate(&stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
                isDone = isLast ? result == Z_STREAM_END : result == Z_OK && stream.avail_in == 0
            }
            length = capacity - Int(stream.avail_out)
        }
        guard isDone else { throw BuildFailure(.infrastructure, "zlib cannot compress a layer") }
        return Block(data: compressed, checksum: checksum, size: size)
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
