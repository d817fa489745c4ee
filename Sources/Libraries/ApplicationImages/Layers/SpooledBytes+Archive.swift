import BuildpackLifecycle

extension SpooledBytes {
    /// Where a reader of the bytes stands.
    package final class Cursor {
        package var offset: Int64 = 0

        package init() {}
    }

    /// Reads the bytes as an archive, from the beginning. After each header the cursor stands at the entry's content.
    package func tarReader(_ cursor: Cursor = Cursor()) -> TarReader {
        TarReader { buffer in
            let bytes = try self.read(at: cursor.offset, size: buffer.count)
            buffer.copyBytes(from: bytes)
            cursor.offset += Int64(bytes.count)
            return bytes.count
        }
    }
}
