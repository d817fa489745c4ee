import ApplicationImages
import BuildpackLifecycle

/// Little-endian fields of a zip archive's records. Positions have been checked by the caller.
struct ZipFields {
    static let localHeader: [UInt8] = [0x50, 0x4B, 3, 4]
    static let directoryHeader: [UInt8] = [0x50, 0x4B, 1, 2]
    static let directoryEnd: [UInt8] = [0x50, 0x4B, 5, 6]
    static let wideDirectoryEnd: [UInt8] = [0x50, 0x4B, 6, 6]
    static let wideDirectoryLocator: [UInt8] = [0x50, 0x4B, 6, 7]

    private let content: [UInt8]

    init(_ content: [UInt8]) { self.content = content }

    var count: Int { content.count }

    func bytes(at position: Int, count: Int) -> [UInt8] { Array(content[position..<position + count]) }
    func signature(at position: Int) -> [UInt8] { bytes(at: position, count: 4) }
    func short(at position: Int) -> Int { Int(number(position, 2)) }
    func long(at position: Int) -> Int { Int(number(position, 4)) }

    /// Negative where the number does not fit.
    func longLong(at position: Int) -> Int64 { Int64(bitPattern: number(position, 8)) }

    private func number(_ position: Int, _ size: Int) -> UInt64 {
        content[position..<position + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The data of an extra field (APPNOTE 4.5.1); empty where there is none or the fields are damaged.
    func extraField(_ identifier: Int) -> [UInt8] {
        var position = 0
        while position + 4 <= count {
            let length = short(at: position + 2)
            guard position + 4 + length <= count else { return [] }
            if short(at: position) == identifier { return bytes(at: position + 4, count: length) }
            position += 4 + length
        }
        return []
    }
}

/// The record at the end of a zip archive that says where its directory is (APPNOTE 4.3.14 to 4.3.16).
struct ZipDirectoryEnd {
    private static let recordSize: Int64 = 22
    private static let commentLimit: Int64 = 65535
    private static let directoryLimit: Int64 = 512 << 20

    var count: Int
    var size: Int
    var offset: Int64

    init(of file: SpooledBytes, _ name: String) throws {
        let start = max(0, file.count - Self.recordSize - Self.commentLimit)
        let tail = ZipFields(try file.read(at: start, size: Int(file.count - start)))
        let place = stride(from: tail.count - Int(Self.recordSize), through: 0, by: -1).first { position in
            tail.signature(at: position) == ZipFields.directoryEnd
                && position + Int(Self.recordSize) + tail.short(at: position + 20) == tail.count
        }
        guard let place else { throw ZipArchive.unusable(name, "it is no zip archive, or it ends early") }
        var count = Int64(tail.short(at: place + 10))
        var size = Int64(tail.long(at: place + 12))
        var offset = Int64(tail.long(at: place + 16))
        if count == 0xFFFF || size == Int64(UInt32.max) || offset == Int64(UInt32.max) {
            let wide = try Self.wide(file, start + Int64(place), name)
            (count, size, offset) = (wide.longLong(at: 32), wide.longLong(at: 40), wide.longLong(at: 48))
        }
        guard count >= 0, size >= 0, offset >= 0, size <= Self.directoryLimit, offset <= file.count - size else {
            throw ZipArchive.unusable(name, "its directory is not where it says")
        }
        (self.count, self.size, self.offset) = (Int(count), Int(size), offset)
    }

    /// The record of large archives, found by its locator in front of the ordinary one.
    private static func wide(_ file: SpooledBytes, _ end: Int64, _ name: String) throws -> ZipFields {
        let damaged = ZipArchive.unusable(name, "its directory is not where it says")
        guard end >= 20 else { throw damaged }
        let locator = ZipFields(try file.read(at: end - 20, size: 20))
        guard locator.count == 20, locator.signature(at: 0) == ZipFields.wideDirectoryLocator else { throw damaged }
        let place = locator.longLong(at: 8)
        guard place >= 0, place <= file.count - 56 else { throw damaged }
        let record = ZipFields(try file.read(at: place, size: 56))
        guard record.count == 56, record.signature(at: 0) == ZipFields.wideDirectoryEnd else { throw damaged }
        return record
    }
}
