import LinuxSystem

/// Turns small reads into large ones.
package final class BufferedInput {
    private static let size = 256 * 1024

    private let descriptor: Descriptor
    private var buffer: UnsafeMutableRawBufferPointer
    private var range = 0..<0

    package init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
        buffer = .allocate(byteCount: Self.size, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// 0 at the end.
    package func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
        if range.isEmpty {
            guard try fill() else { return 0 }
        }
        let count = min(space.count, range.count)
        space.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[range.lowerBound..<range.lowerBound + count]))
        range = (range.lowerBound + count)..<range.upperBound
        return count
    }

    private func fill() throws -> Bool {
        while true {
            switch try descriptor.read(into: buffer) {
            case .bytes(let count):
                range = 0..<count
                return true
            case .wouldBlock: _ = try descriptor.wait(for: .reading, milliseconds: -1)
            case .closed: return false
            }
        }
    }
}
