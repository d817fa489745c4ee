import ApplicationImages
import BuildpackLifecycle

/// A buildpack that is not in the builder and is sent along with the source.
struct LocalBuildpack: Sendable {
    enum Content: Sendable {
        case directory(BytePath)
        case files([(path: String, mode: UInt32, content: String)])
        /// An archive of what is in the buildpack's directory.
        case archive(SpooledBytes)
    }

    var descriptor: BuildpackDescriptor
    var content: Content

    init(descriptor: BuildpackDescriptor, content: Content) {
        self.descriptor = descriptor
        self.content = content
    }

    /// Reads a directory on this machine.
    init(reading directory: BytePath) throws {
        let file = directory.appending("buildpack.toml")
        guard let bytes = try FileSystem.read(file) else {
            throw BuildFailure(.invalid, "\(directory) is not a buildpack: \(file) is missing")
        }
        descriptor = try BuildpackDescriptor(TOMLReader(parsing: bytes, file: file.description))
        content = .directory(directory)
    }

    var reference: BuildpackReference { BuildpackReference(id: descriptor.id, version: descriptor.version) }

    /// Writes the buildpack below `root` in the layout of a builder (Platform specification, "Buildpacks Directory
    /// Layout").
    func write(below root: String, to writer: TarWriter) throws {
        let own = BytePath("\(root)/\(descriptor.directoryName)/\(descriptor.version)")
        switch content {
        case .directory(let directory):
            var tree = TarTree(writer: writer)
            try tree.add(directory, as: own)
        case .files(let files):
            for file in files {
                try writer.append(
                    TarHeader(path: own.appending(file.path), kind: .regular, mode: file.mode),
                    content: Array(file.content.utf8))
            }
        case .archive(let archive):
            try writer.append(TarHeader(path: own.appending([]), kind: .directory, mode: 0o755))
            let reader = archive.tarReader()
            while let header = try reader.next() {
                let path = try TarExtractor.checked(header.path)
                guard !path.bytes.isEmpty else { continue }
                try writer.copy(header, as: own.appending(path.bytes), from: reader)
            }
        }
    }
}

extension TarWriter {
    /// Copies the entry `reader` stands at under another path, with constant owner and time. Hard links and devices are
    /// refused.
    func copy(_ header: TarHeader, as path: BytePath, from reader: TarReader) throws {
        var entry = TarHeader(path: path, kind: header.kind, mode: header.mode & 0o777, linkTarget: header.linkTarget)
        switch header.kind {
        case .directory:
            entry.path = path.appending([])
            try append(entry)
        case .symlink:
            entry.mode = 0o777
            try append(entry)
        case .regular:
            entry.size = header.size
            try begin(entry)
            try reader.copyContent(to: self, size: header.size)
        case .hardLink, .other:
            throw BuildFailure(.invalid, "the buildpack holds \(header.path), a hard link or device; leave it out")
        }
    }
}

extension TarReader {
    /// Copies the content of the current entry, whose header has been written.
    func copyContent(to writer: TarWriter, size: Int64) throws {
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = try buffer.withUnsafeMutableBytes { space in
                let count = try read(into: space)
                if count > 0 { try writer.content(UnsafeRawBufferPointer(rebasing: space[..<count])) }
                return count
            }
            if count == 0 { break }
        }
        try writer.endContent(size: size)
    }
}
