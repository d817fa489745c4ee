import ApplicationImages
import BuildpackLifecycle
import Glibc
import LinuxSystem
import OCIImages

/// Layers of the last image in a directory of their own, since the daemon gives layers as parts of whole images only
/// (Platform specification, "exporter", input `<launch-cache>`). One archive a layer, named by its digest.
struct LaunchCache {
    private let directory: BytePath

    init?(_ root: BytePath?) {
        guard let root else { return nil }
        directory = root.appending("committed")
    }

    private func path(_ diffID: ContentDigest) -> BytePath { directory.appending("\(diffID).tar") }

    /// The layer, if its content is still what its name says.
    func layer(_ diffID: ContentDigest) throws -> SpooledBytes? {
        let place = path(diffID)
        guard try FileSystem.status(place)?.kind == .regular else { return nil }
        let file = try LinuxSystem.Descriptor.open(place.description, flags: O_RDONLY | O_NOFOLLOW)
        let input = BufferedInput(file)
        let (content, digest) = try SavedLayers.spool { try input.read(into: $0) }
        return digest == diffID ? content : nil
    }

    /// Keeps these layers and no others.
    func save(_ layers: [(diffID: ContentDigest, content: SpooledBytes)]) throws {
        try FileSystem.makeDirectories(directory)
        var wanted: Set<[UInt8]> = []
        for (diffID, content) in layers {
            wanted.insert(path(diffID).lastComponent)
            if try FileSystem.status(path(diffID)) != nil { continue }
            let staged = directory.appending("staged")
            let file = try LinuxSystem.Descriptor.open(
                staged.description, flags: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, permissions: 0o644)
            var offset: Int64 = 0
            while true {
                let bytes = try content.read(at: offset, size: 1 << 20)
                if bytes.isEmpty { break }
                try bytes.withUnsafeBytes { try file.writeAll($0) }
                offset += Int64(bytes.count)
            }
            try FileSystem.rename(staged, to: path(diffID))
        }
        for name in try FileSystem.names(in: directory) where !wanted.contains(name) {
            try FileSystem.remove(directory.appending(name))
        }
    }
}
