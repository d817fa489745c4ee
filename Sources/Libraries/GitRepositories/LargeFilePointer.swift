/// Recognises the small text files that Git LFS leaves in place of large ones.
///
/// Source: the Git LFS specification, "The Pointer": UTF-8 `key value` lines, `version` first, fewer than 1024 bytes.
enum LargeFilePointer {
    private static let beginnings = [
        Array("version https://git-lfs.github.com/spec/".utf8),
        Array("version https://hawser.github.com/spec/".utf8),
    ]

    static func isOne(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count < 1024 && beginnings.contains { bytes.starts(with: $0) }
    }
}
