/// The lifecycle's answer to a ``SourceList``: for each of its files, in order, the hash of what is kept of it.
///
/// As a document: nine bytes a file, the first 1 where it is kept and 0 where not, then the hash, lowest byte first.
public struct KeptFiles: Sendable, Equatable {
    private static let recordSize = 9

    public var hashes: [UInt64?]

    public init(_ hashes: [UInt64?]) { self.hashes = hashes }

    /// - Parameter count: how many files the list had.
    public init(document: [UInt8], count: Int) throws(BuildpackError) {
        guard document.count == count * Self.recordSize else {
            throw BuildpackError(.hostileArchive, "the build container told of other files than it was asked for")
        }
        hashes = (0..<count).map { index in
            let record = document[(index * Self.recordSize)..<((index + 1) * Self.recordSize)]
            return record.first == 1 ? record.dropFirst().reversed().reduce(0) { $0 << 8 | UInt64($1) } : nil
        }
    }

    public static func documentSize(of count: Int) -> Int { count * recordSize }

    public var document: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * Self.recordSize)
        for hash in hashes {
            bytes.append(hash == nil ? 0 : 1)
            withUnsafeBytes(of: (hash ?? 0).littleEndian) { bytes += $0 }
        }
        return bytes
    }
}
