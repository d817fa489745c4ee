import CZlib

/// The checksum that zip archives carry (ISO 3309, as zlib computes it).
struct CRC32 {
    private var state = crc32(0, nil, 0)

    var value: UInt32 { UInt32(truncatingIfNeeded: state) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        state = crc32(state, bytes.bindMemory(to: UInt8.self).baseAddress, uInt(bytes.count))
    }
}
