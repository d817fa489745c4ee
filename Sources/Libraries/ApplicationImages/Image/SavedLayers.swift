import BuildpackLifecycle
import OCIImages

/// The layers in an archive of `docker save`.
package enum SavedLayers {
    /// Those of `wanted` that are there, told by their content: each version of the daemon names the files otherwise.
    package static func find(
        _ wanted: Set<ContentDigest>, in archive: TarReader
    ) throws -> [ContentDigest: SpooledBytes] {
        var found: [ContentDigest: SpooledBytes] = [:]
        while found.count < wanted.count, let header = try archive.next() {
            guard header.kind == .regular else { continue }
            let (content, digest) = try spool { try archive.read(into: $0) }
            if wanted.contains(digest) { found[digest] = content }
        }
        return found
    }

    /// All that `read` gives, and its digest.
    package static func spool(_ read: TarReader.Source) throws -> (content: SpooledBytes, digest: ContentDigest) {
        let content = SpooledBytes()
        var hasher = DigestHasher()
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try read($0) }
            if count == 0 { return (content, hasher.finish()) }
            try buffer.withUnsafeBytes { space in
                let bytes = UnsafeRawBufferPointer(rebasing: space[..<count])
                hasher.update(bytes)
                try content.append(bytes)
            }
        }
    }
}
