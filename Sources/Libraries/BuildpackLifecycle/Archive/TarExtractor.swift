import Glibc
import LinuxSystem

/// Writes the entries of an archive below one directory and nowhere else.
///
/// Of a mode's bits all come back but set-user-ID and set-group-ID: who extracts may be root, who wrote the archive a stranger.
public struct TarExtractor {
    static let keptModeBits: mode_t = 0o1777

    private let root: BytePath

    public init(into root: BytePath) { self.root = root }

    /// The place of an entry, relative to the root. Throws on absolute paths, `..` and empty names.
    public static func checked(_ path: BytePath) throws(BuildpackError) -> BytePath {
        let parts = path.components.filter { $0 != [0x2E] }
        guard path.bytes.first != UInt8(ascii: "/"), !parts.contains([0x2E, 0x2E]), !path.bytes.contains(0) else {
            throw BuildpackError(.hostileArchive, "the archive holds \(path), which leaves its directory")
        }
        return BytePath(Array(parts.joined(separator: [UInt8(ascii: "/")])))
    }

    /// Writes one entry with the content `reader` stands at. Existing files are replaced, directories kept.
    /// A parent that is a symlink is refused: the file would land elsewhere.
    public func extract(_ header: TarHeader, from reader: TarReader, as relative: BytePath) throws {
        let target = root.appending(relative.bytes)
        try requireRealParents(of: relative)
        switch header.kind {
        case .directory:
            if try FileSystem.status(target)?.kind != .directory {
                try FileSystem.remove(target)
                try FileSystem.makeDirectories(target)
            }
            // Directories stay writable for their owner, or nothing could be put into them.
            _ = target.withCString { chmod($0, (header.mode & Self.keptModeBits) | 0o700) }
        case .regular: try writeFile(target, header, from: reader)
        case .symlink:
            try FileSystem.remove(target)
            try FileSystem.makeSymlink(target, target: header.linkTarget)
        case .hardLink, .other:
            throw BuildpackError(.hostileArchive, "the archive holds \(header.path), a hard link or device")
        }
    }

    private func requireRealParents(of relative: BytePath) throws {
        var place = root
        for component in relative.components.dropLast() {
            place = place.appending(Array(component))
            switch try FileSystem.status(place)?.kind {
            case .directory: continue
            case nil: try FileSystem.makeDirectories(place)
            default: throw BuildpackError(.hostileArchive, "the archive writes through \(place), which is no directory")
            }
        }
    }

    private func writeFile(_ target: BytePath, _ header: TarHeader, from reader: TarReader) throws {
        try FileSystem.remove(target)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let number = target.withCString { open($0, flags, header.mode & 0o777) }
        guard number >= 0 else { throw FileSystem.failure("write", target) }
        let file = Descriptor(owning: number)
        var buffer = [UInt8](repeating: 0, count: Int(min(max(header.size, 1), 256 * 1024)))
        while true {
            let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
            if count == 0 { break }
            try buffer.withUnsafeBytes {
                try file.writeAll(UnsafeRawBufferPointer(rebasing: $0[..<count]), path: target)
            }
        }
        // The umask took bits away at creation.
        guard fchmod(number, header.mode & Self.keptModeBits) == 0 else {
            throw FileSystem.failure("change the mode of", target)
        }
    }
}

extension Descriptor {
    /// Writes everything; blocks. `path` is for the message.
    func writeAll(_ bytes: UnsafeRawBufferPointer, path: BytePath) throws {
        var rest = bytes
        while !rest.isEmpty {
            switch try write(rest) {
            case .bytes(let count): rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            case .wouldBlock: _ = try wait(for: .writing, milliseconds: -1)
            case .closed: throw BuildpackError(.system, "cannot write \(path): the reader has gone")
            }
        }
    }
}
