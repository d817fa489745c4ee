import LinuxSystem

/// Gathers small writes to a descriptor into large ones.
final class BufferedOutput {
    private static let size = 256 * 1024

    private let descriptor: Descriptor
    private let path: BytePath
    private var buffer: UnsafeMutableRawBufferPointer
    private var filled = 0

    init(_ descriptor: Descriptor, path: BytePath) {
        self.descriptor = descriptor
        self.path = path
        buffer = .allocate(byteCount: Self.size, alignment: 16)
    }

    deinit { buffer.deallocate() }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        if filled + bytes.count > Self.size { try flush() }
        if bytes.count >= Self.size {
            try descriptor.writeAll(bytes, path: path)
        } else {
            UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(from: bytes)
            filled += bytes.count
        }
    }

    func flush() throws {
        try descriptor.writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<filled]), path: path)
        filled = 0
    }
}
