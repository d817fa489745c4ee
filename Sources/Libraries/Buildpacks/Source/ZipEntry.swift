import ApplicationImages
import BuildpackLifecycle

/// An entry of a zip archive's central directory (APPNOTE 4.3.12).
struct ZipEntry: Sendable {
    var path: BytePath
    var kind: TarHeader.Kind
    var mode: UInt32
    var isDeflated: Bool
    var compressedSize: Int64
    /// Bytes when unpacked, as declared.
    var size: Int64
    var checksum: UInt32
    /// Of the entry's own header in the file.
    var offset: Int64

    private static let headerSize = 46
    private static let unixHost: UInt8 = 3

    /// The entry at `position` and the bytes its record takes; nil where the directory is damaged.
    static func parse(
        _ directory: ZipFields, at position: Int, _ name: String
    ) throws -> (entry: ZipEntry, length: Int)? {
        guard position + headerSize <= directory.count,
            directory.signature(at: position) == ZipFields.directoryHeader
        else { return nil }
        let nameLength = directory.short(at: position + 28)
        let extraLength = directory.short(at: position + 30)
        let length = headerSize + nameLength + extraLength + directory.short(at: position + 32)
        guard position + length <= directory.count else { return nil }
        let bytes = directory.bytes(at: position + headerSize, count: nameLength)
        let shown = BytePath(bytes)
        guard directory.short(at: position + 8) & 1 == 0 else {
            throw ZipArchive.unusable(name, "\(shown) is encrypted")
        }
        let method = directory.short(at: position + 10)
        guard method == 0 || method == 8 else {
            throw ZipArchive.unusable(
                name, "\(shown) is compressed by method \(method); supported are none and deflate")
        }
        guard
            let numbers = Numbers(
                directory, at: position,
                extra: directory.bytes(at: position + headerSize + nameLength, count: extraLength))
        else { return nil }
        let path: BytePath
        do {
            path = try TarExtractor.checked(shown)
        } catch {
            throw ZipArchive.unusable(name, "\(shown) lies outside of the source")
        }
        let attributes = directory.long(at: position + 38) >> 16
        let isUnix = directory.bytes(at: position + 5, count: 1) == [unixHost]
        let kind = try kind(isUnix ? attributes : 0, isDirectory: bytes.last == UInt8(ascii: "/"), shown, name)
        let entry = ZipEntry(
            path: path, kind: kind,
            // Without Unix modes nothing tells programs apart, so that everything may be run.
            mode: isUnix && attributes & 0o777 != 0 ? UInt32(attributes & 0o777) : 0o755,
            isDeflated: method == 8, compressedSize: numbers.compressedSize,
            size: kind == .directory ? 0 : numbers.size,
            checksum: UInt32(directory.long(at: position + 16)), offset: numbers.offset)
        return (entry, length)
    }

    private static func kind(
        _ mode: Int, isDirectory: Bool, _ path: BytePath, _ name: String
    ) throws -> TarHeader.Kind {
        switch mode & 0o170000 {
        case 0: return isDirectory ? .directory : .regular
        case 0o040000: return .directory
        case 0o100000 where !isDirectory: return .regular
        case 0o120000 where !isDirectory: return .symlink
        default: throw ZipArchive.unusable(name, "\(path) is neither a file, a directory nor a link")
        }
    }

    /// Sizes and offset, which large archives keep in an extra field (APPNOTE 4.5.3).
    private struct Numbers {
        var size: Int64
        var compressedSize: Int64
        var offset: Int64

        init?(_ directory: ZipFields, at position: Int, extra: [UInt8]) {
            var values = [24, 20, 42].map { Int64(directory.long(at: position + $0)) }
            if values.contains(Int64(UInt32.max)) {
                var wide = ZipFields(extra).extraField(1)[...]
                for index in values.indices where values[index] == Int64(UInt32.max) {
                    guard wide.count >= 8 else { return nil }
                    values[index] = ZipFields(Array(wide.prefix(8))).longLong(at: 0)
                    wide = wide.dropFirst(8)
                }
            }
            // No file has 2^48 bytes; sums of such numbers cannot overflow.
            guard values.allSatisfy({ $0 >= 0 && $0 < 1 << 48 }) else { return nil }
            (size, compressedSize, offset) = (values[0], values[1], values[2])
        }
    }
}
