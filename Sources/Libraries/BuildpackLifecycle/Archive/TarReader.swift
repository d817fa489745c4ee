/// Reads a tar archive from a source that may be hostile: every length is checked before it is believed.
///
/// Understands ustar, pax headers and GNU long names; sparse files and multi-volume archives are refused.
public final class TarReader {
    /// Fills a part of the buffer and says how much; 0 at the end.
    public typealias Source = (UnsafeMutableRawBufferPointer) throws -> Int

    /// Limit of a path or link target, the kernel's own.
    static let pathLimit = 4096
    static let extensionLimit: Int64 = 1 << 20

    private let source: Source
    /// Content of the current entry that has not been read yet, and the padding after it.
    private var remaining: Int64 = 0
    private var padding = 0
    private var block = [UInt8](repeating: 0, count: TarField.blockSize)

    public init(source: @escaping Source) { self.source = source }

    /// The next entry, past what is left of the current one; nil at the end of the archive.
    public func next() throws -> TarHeader? {
        var path: [UInt8]?
        var link: [UInt8]?
        var attributes: [String: [UInt8]] = [:]
        while true {
            try skipContent()
            guard try readBlock() else { return nil }
            if block.allSatisfy({ $0 == 0 }) { return nil }
            let flag = block[TarField.flag]
            let size = try parsedHeaderSize()
            switch flag {
            case UInt8(ascii: "x"): attributes = try Self.records(try readExtension(size))
            case UInt8(ascii: "g"): _ = try readExtension(size)
            case UInt8(ascii: "L"): path = Self.untilZero(try readExtension(size)[...])
            case UInt8(ascii: "K"): link = Self.untilZero(try readExtension(size)[...])
            case UInt8(ascii: "S"): throw Self.hostile("a sparse file")
            default:
                return try header(path: attributes["path"] ?? path, link: attributes["linkpath"] ?? link, attributes)
            }
        }
    }

    /// Reads content of the current entry; 0 once all of it was read.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard remaining > 0, buffer.count > 0 else { return 0 }
        let wanted = Int(min(Int64(buffer.count), remaining))
        let count = try source(UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        guard count > 0 else { throw Self.hostile("an entry that is cut off") }
        remaining -= Int64(count)
        return count
    }

    /// The whole content of the current entry; throws past `limit` bytes.
    public func readContent(limit: Int) throws -> [UInt8] {
        guard remaining <= Int64(limit) else { throw Self.hostile("an entry is larger than \(limit) bytes") }
        var bytes = [UInt8](repeating: 0, count: Int(remaining))
        var filled = 0
        while filled < bytes.count {
            filled += try bytes.withUnsafeMutableBytes { buffer in
                try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            }
        }
        return bytes
    }

    private func header(path: [UInt8]?, link: [UInt8]?, _ attributes: [String: [UInt8]]) throws -> TarHeader {
        if let size = attributes["size"] {
            guard let value = Int64(String(decoding: size, as: UTF8.self)), value >= 0 else {
                throw Self.hostile("a size that is no number")
            }
            setContent(value)
        }
        let kind = TarHeader.Kind(flag: block[TarField.flag])
        let size = kind == .regular ? remaining : 0
        let name = path ?? Self.joinedName(block)
        let target = link ?? Self.untilZero(block[TarField.linkTarget])
        guard !name.isEmpty, name.count <= Self.pathLimit, target.count <= Self.pathLimit, !name.contains(0) else {
            throw Self.hostile("an entry without a usable name")
        }
        return TarHeader(
            path: BytePath(name), kind: kind, mode: UInt32(try Self.number(block[TarField.mode]) & 0o7777),
            userID: Int(try Self.number(block[TarField.userID])),
            groupID: Int(try Self.number(block[TarField.groupID])),
            size: size, modified: try Self.number(block[TarField.modified]), linkTarget: target)
    }

    private func parsedHeaderSize() throws -> Int64 {
        var sum: Int64 = 0
        for (index, byte) in block.enumerated() { sum += TarField.checksum.contains(index) ? 0x20 : Int64(byte) }
        guard try Self.number(block[TarField.checksum]) == sum else {
            throw Self.hostile("a header with a wrong checksum")
        }
        let size = try Self.number(block[TarField.size])
        guard size >= 0, size < 1 << 50 else { throw Self.hostile("an entry of impossible size") }
        setContent(size)
        return size
    }

    private func setContent(_ size: Int64) {
        remaining = size
        let rest = Int(size % Int64(TarField.blockSize))
        padding = rest == 0 ? 0 : TarField.blockSize - rest
    }

    private func readExtension(_ size: Int64) throws -> [UInt8] {
        guard size <= Self.extensionLimit else { throw Self.hostile("an extension header larger than 1 MiB") }
        return try readContent(limit: Int(Self.extensionLimit))
    }

    private func skipContent() throws {
        var rest = remaining + Int64(padding)
        remaining = 0
        padding = 0
        guard rest > 0 else { return }
        var scratch = [UInt8](repeating: 0, count: Int(min(rest, 65536)))
        while rest > 0 {
            let wanted = Int(min(rest, Int64(scratch.count)))
            let count = try scratch.withUnsafeMutableBytes {
                try source(UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted]))
            }
            guard count > 0 else { throw Self.hostile("an entry that is cut off") }
            rest -= Int64(count)
        }
    }

    /// Reads one header block; false at the end of the source.
    private func readBlock() throws -> Bool {
        var filled = 0
        while filled < TarField.blockSize {
            let count = try block.withUnsafeMutableBytes { buffer in
                try source(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            }
            if count == 0 {
                guard filled == 0 else { throw Self.hostile("a header that is cut off") }
                return false
            }
            filled += count
        }
        return true
    }

    private static func records(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let blank = rest.firstIndex(of: UInt8(ascii: " ")),
                let length = Int(String(decoding: rest[..<blank], as: UTF8.self)),
                length > blank - rest.startIndex + 1, length <= rest.count,
                rest[rest.startIndex + length - 1] == 0x0A
            else { throw hostile("a damaged pax header") }
            let record = rest[(blank + 1)..<(rest.startIndex + length - 1)]
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { throw hostile("a damaged pax header") }
            let key = String(decoding: record[..<equals], as: UTF8.self)
            guard !key.hasPrefix("GNU.sparse") else { throw hostile("a sparse file") }
            found[key] = Array(record[(equals + 1)...])
            rest = rest.dropFirst(length)
        }
        return found
    }

    private static func joinedName(_ block: [UInt8]) -> [UInt8] {
        let name = untilZero(block[TarField.name])
        let isPOSIX = block[TarField.magic].starts(with: Array("ustar\u{0}".utf8))
        let prefix = isPOSIX ? untilZero(block[TarField.prefix]) : []
        return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
    }

    private static func untilZero(_ bytes: ArraySlice<UInt8>) -> [UInt8] { Array(bytes.prefix { $0 != 0 }) }

    /// An octal field, or GNU's base-256 for large values.
    private static func number(_ field: ArraySlice<UInt8>) throws -> Int64 {
        if let first = field.first, first & 0x80 != 0 {
            guard first == 0x80 else { throw hostile("a negative or oversized number") }
            return try field.dropFirst().reduce(Int64(0)) { value, byte in
                guard value < 1 << 54 else { throw hostile("an oversized number") }
                return value << 8 | Int64(byte)
            }
        }
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        var value: Int64 = 0
        for digit in digits {
            guard digit >= 0x30, digit <= 0x37, value < 1 << 56 else { throw hostile("a number that is not octal") }
            value = value << 3 | Int64(digit - 0x30)
        }
        return value
    }

    private static func hostile(_ what: String) -> BuildpackError {
        BuildpackError(.hostileArchive, "the archive holds \(what)")
    }
}
