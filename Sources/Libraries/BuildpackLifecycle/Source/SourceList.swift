/// The source's files by size and path below the application directory: what the platform would send, told before it
/// sends anything, so that the lifecycle can say what it has kept.
///
/// As a document: the key of the hashes as two hexadecimal numbers, then `<size> <path>`, with a zero byte after each.
public struct SourceList: Sendable, Equatable {
    public struct File: Sendable, Equatable {
        public var path: BytePath
        /// Bytes.
        public var size: Int64

        public init(path: BytePath, size: Int64) {
            self.path = path
            self.size = size
        }
    }

    /// Bytes a document may have.
    public static let limit = 512 << 20

    /// Drawn for one build, after whatever is kept was written: no content can have been made to fit.
    public var key: SipHash.Key
    public var files: [File]

    public init(key: SipHash.Key, files: [File]) {
        self.key = key
        self.files = files
    }

    public init(document: [UInt8]) throws(BuildpackError) {
        var records = document.split(separator: 0)[...]
        let numbers = (records.popFirst() ?? []).split(separator: UInt8(ascii: " "))
            .compactMap { UInt64(String(decoding: $0, as: UTF8.self), radix: 16) }
        guard numbers.count == 2 else { throw Self.damaged }
        key = SipHash.Key(low: numbers[0], high: numbers[1])
        files = []
        for record in records {
            guard let blank = record.firstIndex(of: UInt8(ascii: " ")),
                let size = Int64(String(decoding: record[..<blank], as: UTF8.self)), size >= 0
            else { throw Self.damaged }
            files.append(File(path: try TarExtractor.checked(BytePath(Array(record[(blank + 1)...]))), size: size))
        }
    }

    public var document: [UInt8] {
        var bytes = Array("\(String(key.low, radix: 16)) \(String(key.high, radix: 16))\0".utf8)
        for file in files {
            bytes += Array("\(file.size) ".utf8)
            bytes += file.path.bytes
            bytes.append(0)
        }
        return bytes
    }

    private static var damaged: BuildpackError { BuildpackError(.hostileArchive, "the list of the source is damaged") }
}
