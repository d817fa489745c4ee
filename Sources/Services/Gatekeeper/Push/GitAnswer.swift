/// Listens to what git answers, for the one reason of a refusal that only its own words tell.
///
/// A program cannot tell a failed allocation by its exit status, and here it is a child's child that fails. What a hook or a
/// build prints may say the same; it is asked for only where no hook ran.
struct GitAnswer: Sendable {
    /// git's `xmalloc` and its kin: `fatal: Out of memory, malloc failed (tried to allocate … bytes)`.
    private static let sign = Array("Out of memory".utf8)
    /// Git refuses early; nothing is looked for in the output of hours.
    private static let horizon = 64 << 10

    private var matched = 0
    private var seen = 0
    private(set) var tellsOutOfMemory = false

    mutating func read(_ bytes: UnsafeRawBufferPointer) {
        guard !tellsOutOfMemory, seen < Self.horizon else { return }
        seen += bytes.count
        for byte in bytes {
            // Its first letter comes only once in it: after a mismatch nothing but that can begin it again.
            matched = byte == Self.sign[matched] ? matched + 1 : byte == Self.sign[0] ? 1 : 0
            guard matched == Self.sign.count else { continue }
            tellsOutOfMemory = true
            return
        }
    }
}
