import BuildpackLifecycle

/// A buildpack that is not in the builder and is sent along with the source.
struct LocalBuildpack: Sendable {
    enum Content: Sendable {
        case directory(BytePath)
        case files([(path: String, mode: UInt32, content: String)])
        /// An archive of `<directory name>/<version>/…`, maybe of several buildpacks, below `buildpacks/`.
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

    /// Writes the buildpack below `root` in the layout of a builder (Platform specification, "Buildpacks Directory
    /// Layout").
    func write(below root: String, to writer: TarWriter) throws {
        let own = "\(root)/\(descriptor.directoryName)/\(descriptor.version)"
        switch content {
        case .directory(let directory):
            var tree = TarTree(writer: writer)
            try tree.add(directory, as: BytePath(own))
        case .files(let files):
            for file in files {
                try writer.append(
                    TarHeader(path: BytePath("\(own)/\(file.path)"), kind: .regular, mode: file.mode),
                    content: Array(file.content.utf8))
            }
        case .archive(let archive): try Self.copy(archive, below: root, to: writer)
        }
    }

    private static func copy(_ archive: SpooledBytes, below root: String, to writer: TarWriter) throws {
        let reader = archive.tarReader()
        while let header = try reader.next() {
            let path = try TarExtractor.checked(header.path)
            let components = path.components.dropFirst()
            guard !components.isEmpty else { continue }
            var target = BytePath(root)
            for component in components { target = target.appending(Array(component)) }
            var entry = header
            entry.path = header.kind == .directory ? target.appending([]) : target
            switch header.kind {
            case .directory, .symlink: try writer.append(entry)
            case .regular:
                try writer.begin(entry)
                try reader.copyContent(to: writer, size: header.size)
            case .hardLink, .other:
                throw BuildFailure(.invalid, "the package holds \(path), a hard link or device; it is not supported")
            }
        }
    }
}

extension SpooledBytes {
    /// Reads the bytes as an archive, from the beginning.
    func tarReader() -> TarReader {
        var offset: Int64 = 0
        return TarReader { buffer in
            let bytes = try self.read(at: offset, size: buffer.count)
            buffer.copyBytes(from: bytes)
            offset += Int64(bytes.count)
            return bytes.count
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
