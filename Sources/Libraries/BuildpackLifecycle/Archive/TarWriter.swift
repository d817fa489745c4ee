/// Writes a tar archive to a sink, byte for byte the same for the same entries.
public struct TarWriter {
    public typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    private let sink: Sink
    private static let zeros = [UInt8](repeating: 0, count: 2 * TarField.blockSize)

    public init(sink: @escaping Sink) { self.sink = sink }

    /// Writes a header; exactly `header.size` bytes of content have to follow by `content`, then `endContent`.
    public func begin(_ header: TarHeader) throws {
        var records: [UInt8] = []
        if header.path.bytes.count > TarField.name.count { records += Self.record("path", header.path.bytes) }
        if header.linkTarget.count > TarField.linkTarget.count { records += Self.record("linkpath", header.linkTarget) }
        if header.size >= 1 << 33 { records += Self.record("size", Array(String(header.size).utf8)) }
        if header.userID >= 1 << 21 { records += Self.record("uid", Array(String(header.userID).utf8)) }
        if header.groupID >= 1 << 21 { records += Self.record("gid", Array(String(header.groupID).utf8)) }
        if !records.isEmpty {
            let extended = TarHeader(
                path: "PaxHeader", kind: .other(UInt8(ascii: "x")), mode: 0o644, size: Int64(records.count))
            try write(Self.block(extended))
            try write(records)
            try endContent(size: Int64(records.count))
        }
        try write(Self.block(header))
    }

    /// Writes content of the entry begun last.
    public func content(_ bytes: UnsafeRawBufferPointer) throws { try sink(bytes) }

    /// Pads the content of an entry of `size` bytes to whole blocks.
    public func endContent(size: Int64) throws {
        let rest = Int(size % Int64(TarField.blockSize))
        if rest > 0 { try write(Self.zeros[..<(TarField.blockSize - rest)]) }
    }

    /// Writes an entry whose content is at hand.
    public func append(_ header: TarHeader, content bytes: [UInt8] = []) throws {
        var header = header
        header.size = Int64(bytes.count)
        try begin(header)
        if !bytes.isEmpty { try write(bytes) }
        try endContent(size: header.size)
    }

    /// Writes an entry whose content is the one that `reader` stands at.
    ///
    /// - Parameter space: what the content passes through.
    package func append(_ header: TarHeader, contentOf reader: TarReader, through space: inout [UInt8]) throws {
        try begin(header)
        while true {
            let count = try space.withUnsafeMutableBytes { space in
                let count = try reader.read(into: space)
                if count > 0 { try content(UnsafeRawBufferPointer(rebasing: space[..<count])) }
                return count
            }
            if count == 0 { break }
        }
        try endContent(size: header.size)
    }

    /// Ends the archive.
    public func finish() throws { try write(Self.zeros) }

    private func write<Bytes: ContiguousBytesView>(_ bytes: Bytes) throws {
        try bytes.withUnsafeBytes { try sink($0) }
    }

    /// A pax record: its own length in decimal, a blank, `key=value` and a newline.
    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let body = Array(" \(key)=".utf8) + value + [0x0A]
        var length = body.count + 1
        while String(length).utf8.count + body.count != length { length = String(length).utf8.count + body.count }
        return Array(String(length).utf8) + body
    }

    private static func block(_ header: TarHeader) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: TarField.blockSize)
        put(header.path.bytes.prefix(TarField.name.count), TarField.name, in: &block)
        putOctal(Int64(header.mode), TarField.mode, in: &block)
        putOctal(Int64(header.userID < 1 << 21 ? header.userID : 0), TarField.userID, in: &block)
        putOctal(Int64(header.groupID < 1 << 21 ? header.groupID : 0), TarField.groupID, in: &block)
        putOctal(header.size < 1 << 33 ? header.size : 0, TarField.size, in: &block)
        putOctal(header.modified, TarField.modified, in: &block)
        block[TarField.flag] = header.kind.flag
        put(header.linkTarget.prefix(TarField.linkTarget.count), TarField.linkTarget, in: &block)
        put(Array("ustar\u{0}00".utf8)[...], TarField.magic, in: &block)
        putOctal(0, TarField.deviceMajor, in: &block)
        putOctal(0, TarField.deviceMinor, in: &block)
        put(Array("        ".utf8)[...], TarField.checksum, in: &block)
        let sum = block.reduce(0) { $0 + Int64($1) }
        putOctal(sum, TarField.checksum.lowerBound..<TarField.checksum.upperBound - 1, in: &block)
        return block
    }

    private static func put(_ bytes: ArraySlice<UInt8>, _ field: Range<Int>, in block: inout [UInt8]) {
        block.replaceSubrange(field.lowerBound..<field.lowerBound + bytes.count, with: bytes)
    }

    /// Octal digits that fill the field but for a terminating zero byte.
    private static func putOctal(_ value: Int64, _ field: Range<Int>, in block: inout [UInt8]) {
        var rest = value
        for index in (field.lowerBound..<field.upperBound - 1).reversed() {
            block[index] = UInt8(ascii: "0") + UInt8(rest & 7)
            rest >>= 3
        }
        block[field.upperBound - 1] = 0
    }
}

/// What can show its bytes in place.
private protocol ContiguousBytesView {
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
}

extension Array: ContiguousBytesView where Element == UInt8 {}
extension ArraySlice: ContiguousBytesView where Element == UInt8 {}
