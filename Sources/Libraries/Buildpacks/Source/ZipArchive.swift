import ApplicationImages
import BuildpackLifecycle

/// A zip archive as application source (PKWARE APPNOTE 6.3, with Info-ZIP's Unix modes and symbolic links).
///
/// The archive is somebody else's: nothing in it may lie outside of the source, and what comes out of it is bounded by
/// what its directory declares, which is bounded itself.
struct ZipArchive: Sendable {
    /// What one archive may hold at most.
    struct Limits: Sendable {
        /// Bytes when unpacked.
        var size: Int64 = 16 << 30
        var entries = 1_000_000
    }

    let name: String
    /// In the order of their paths, so that a directory comes before what is in it.
    let entries: [ZipEntry]
    private let file: SpooledBytes

    /// Reads the archive's directory. Throws `invalid` with what is wrong.
    init(_ file: SpooledBytes, name: String, limits: Limits = Limits()) throws {
        self.name = name
        self.file = file
        let end = try ZipDirectoryEnd(of: file, name)
        guard end.count <= limits.entries else {
            throw Self.unusable(name, "it has \(end.count) entries, more than \(limits.entries)")
        }
        let directory = ZipFields(try file.read(at: end.offset, size: end.size))
        var found: [ZipEntry] = []
        var position = 0
        var total: Int64 = 0
        for _ in 0..<end.count {
            guard let (entry, length) = try ZipEntry.parse(directory, at: position, name) else {
                throw Self.unusable(name, "its directory is damaged")
            }
            position += length
            guard !entry.path.bytes.isEmpty else { continue }
            (total, _) = total.addingReportingOverflow(entry.size)
            guard total >= 0, total <= limits.size else {
                throw Self.unusable(name, "unpacked it has more than \(limits.size >> 20) MiB")
            }
            found.append(entry)
        }
        entries = found.sorted { $0.path < $1.path }
        try checkPaths()
    }

    static func unusable(_ name: String, _ why: String) -> BuildFailure {
        BuildFailure(.invalid, "zip file \(name) cannot be used: \(why)")
    }

    /// One entry a path, and every parent a directory: else the file seen here need not be the one another tool sees.
    private func checkPaths() throws {
        var kinds: [BytePath: TarHeader.Kind] = [:]
        for entry in entries {
            guard kinds.updateValue(entry.kind, forKey: entry.path) == nil else {
                throw Self.unusable(name, "it holds \(entry.path) twice")
            }
        }
        for entry in entries {
            var parent = entry.path.parent
            while !parent.bytes.isEmpty {
                if let kind = kinds[parent], kind != .directory {
                    throw Self.unusable(name, "\(entry.path) lies in \(parent), which is no directory")
                }
                parent = parent.parent
            }
        }
    }

    /// Writes the entries that `filter` wants below `root`.
    func write(
        to writer: TarWriter, as root: BytePath, filter: TarTree.Filter? = nil
    ) throws {
        try writer.append(TarHeader(path: root.appending([]), kind: .directory, mode: 0o755))
        var made: Set<BytePath> = []
        for entry in entries {
            if let filter, !filter(entry.path, entry.kind == .directory) { continue }
            try makeParents(of: entry.path, below: root, &made, writer)
            switch entry.kind {
            case .directory:
                guard made.insert(entry.path).inserted else { continue }
                try writer.append(
                    TarHeader(
                        path: root.appending(entry.path.bytes).appending([]), kind: .directory, mode: entry.mode | 0o700
                    ))
            case .symlink:
                try writer.append(
                    TarHeader(
                        path: root.appending(entry.path.bytes), kind: .symlink, mode: 0o777,
                        linkTarget: try linkTarget(entry)))
            default:
                try writer.begin(
                    TarHeader(
                        path: root.appending(entry.path.bytes), kind: .regular, mode: entry.mode, size: entry.size))
                try copy(entry) { try writer.content($0) }
                try writer.endContent(size: entry.size)
            }
        }
    }

    private func makeParents(
        of path: BytePath, below root: BytePath, _ made: inout Set<BytePath>, _ writer: TarWriter
    ) throws {
        var missing: [BytePath] = []
        var parent = path.parent
        while !parent.bytes.isEmpty, !made.contains(parent) {
            missing.append(parent)
            parent = parent.parent
        }
        for directory in missing.reversed() {
            made.insert(directory)
            try writer.append(
                TarHeader(path: root.appending(directory.bytes).appending([]), kind: .directory, mode: 0o755))
        }
    }

    /// The target of a symbolic link: relative, up from the link's own directory first and then down, never out.
    private func linkTarget(_ entry: ZipEntry) throws -> [UInt8] {
        guard entry.size <= 4096 else { throw Self.unusable(name, "the link \(entry.path) has an impossible target") }
        var target: [UInt8] = []
        try copy(entry) { target.append(contentsOf: $0) }
        var depth = entry.path.components.count - 1
        var isDown = false
        for part in BytePath(target).components where part != [0x2E] {
            if part == [0x2E, 0x2E] {
                depth -= 1
                // Behind a name that is a link itself, `..` would lead anywhere.
                if isDown || depth < 0 { depth = -1 }
            } else {
                isDown = true
            }
            if depth < 0 { break }
        }
        guard depth >= 0, !target.isEmpty, target.first != UInt8(ascii: "/"), !target.contains(0) else {
            throw Self.unusable(name, "the link \(entry.path) leads out of the source, to \(BytePath(target))")
        }
        return target
    }

    /// Hands on the content of an entry: as much as was declared, with the checksum that was declared, or an error.
    private func copy(_ entry: ZipEntry, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        var rest = try content(of: entry)
        var checksum = CRC32()
        var size: Int64 = 0
        func pass(_ bytes: UnsafeRawBufferPointer) throws {
            size += Int64(bytes.count)
            guard size <= entry.size else { throw Self.unusable(name, "\(entry.path) is larger than it says") }
            checksum.update(bytes)
            try sink(bytes)
        }
        func next() throws -> [UInt8] {
            let bytes = try file.read(at: rest.lowerBound, size: min(1 << 18, rest.count))
            rest = (rest.lowerBound + Int64(bytes.count))..<rest.upperBound
            return bytes
        }
        if entry.isDeflated {
            do {
                try Inflater(.raw).run(from: next, to: pass)
            } catch is Inflater.Damaged {
                throw Self.unusable(name, "\(entry.path) is damaged")
            }
        } else {
            while !rest.isEmpty {
                let bytes = try next()
                guard !bytes.isEmpty else { break }
                try bytes.withUnsafeBytes(pass)
            }
        }
        guard size == entry.size, checksum.value == entry.checksum else {
            throw Self.unusable(name, "\(entry.path) is damaged: its size or checksum is wrong")
        }
    }

    /// Where the content lies, behind the entry's own header.
    private func content(of entry: ZipEntry) throws -> Range<Int64> {
        let header = ZipFields(try file.read(at: entry.offset, size: 30))
        guard header.count == 30, header.signature(at: 0) == ZipFields.localHeader else {
            throw Self.unusable(name, "\(entry.path) is not where the directory says")
        }
        let start = entry.offset + 30 + Int64(header.short(at: 26)) + Int64(header.short(at: 28))
        guard start + entry.compressedSize <= file.count else {
            throw Self.unusable(name, "\(entry.path) ends behind the file's end")
        }
        return start..<start + entry.compressedSize
    }
}
