/// A piece of memory between a pipe and a channel: filled in one go, emptied bit by bit.
///
/// Its memory is raw and its own, so that handing it to libssh, which calls back into Swift, holds no Swift value.
final class Chunk {
    private var memory: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0

    init(capacity: Int = 32 * 1024) {
        memory = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { memory.deallocate() }

    var isEmpty: Bool { start == end }

    /// Makes room for as many bytes at once; only to be called while empty.
    func reserve(_ capacity: Int) {
        guard capacity > memory.count else { return }
        memory.deallocate()
        memory = .allocate(byteCount: capacity, alignment: 16)
    }

    /// Where to put new bytes; only valid while empty.
    var space: UnsafeMutableRawBufferPointer { memory }

    /// `count` bytes were put into the space.
    func filled(_ count: Int) {
        start = 0
        end = count
    }

    /// The bytes not yet passed on.
    var unsent: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[start..<end]) }

    func consume(_ count: Int) {
        start += count
    }

    func clear() {
        start = end
    }
}
