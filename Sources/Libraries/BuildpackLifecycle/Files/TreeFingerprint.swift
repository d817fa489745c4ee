/// A cheap mark of a directory tree: names, kinds, sizes, modes and modification times, no contents.
enum TreeFingerprint {
    /// FNV-1a over the tree; a stranger who could forge it could change the tree itself.
    static func of(_ root: BytePath) throws(BuildpackError) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        try add(root, to: &hash)
        return hash
    }

    private static func add(_ path: BytePath, to hash: inout UInt64) throws(BuildpackError) {
        guard let status = try FileSystem.status(path) else { return }
        mix(path.bytes, into: &hash)
        withUnsafeBytes(of: (UInt64(status.mode), status.size, status.modified)) { mix($0, into: &hash) }
        guard status.kind == .directory else { return }
        for name in try FileSystem.names(in: path) { try add(path.appending(name), to: &hash) }
    }

    private static func mix(_ bytes: some Sequence<UInt8>, into hash: inout UInt64) {
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
}
