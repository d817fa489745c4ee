import Glibc
import LinuxSystem

/// Layers kept from one build to the next in a directory of their own, usually a volume
/// (Platform specification, "Caching").
///
/// A layer is one archive and its metadata. A build writes what changed into a staging directory first; the switch is
/// a rename each, so that a build that dies leaves the old or the new layer, never half of one.
package struct LayerCache {
    private let root: BytePath

    /// Nil where the directory cannot be written.
    package init?(_ root: BytePath) {
        guard root.withCString({ access($0, W_OK | X_OK) }) == 0 else { return nil }
        self.root = root
    }

    private var committed: BytePath { root.appending("committed") }
    private var staging: BytePath { root.appending("staging") }

    /// Restores the cached layers of the buildpacks with these ids into `layers`, and says which by `<buildpack>:<layer>`.
    package func restore(_ buildpacks: [String], into layers: BytePath) throws -> [String: UInt64] {
        var fingerprints: [String: UInt64] = [:]
        for id in buildpacks {
            let name = BuildpackDescriptor.directoryName(of: id)
            let directory = committed.appending(name)
            let target = layers.appending(name)
            for name in try FileSystem.names(in: directory) where name.suffix(4).elementsEqual(".tar".utf8) {
                let layer = String(decoding: name.dropLast(4), as: UTF8.self)
                guard let metadata = try FileSystem.read(directory.appending("\(layer).toml")) else { continue }
                try FileSystem.makeDirectories(target)
                do {
                    try unpack(directory.appending(name), into: target)
                } catch {
                    // A damaged archive is only a missing one.
                    try FileSystem.remove(target.appending(layer))
                    continue
                }
                try FileSystem.write(target.appending("\(layer).toml"), metadata)
                for format in BillOfMaterials.formats {
                    let bill = BillOfMaterials(layer: layer, format: format).fileName
                    guard let content = try FileSystem.read(directory.appending(bill), limit: 64 << 20) else {
                        continue
                    }
                    try FileSystem.write(target.appending(bill), content)
                }
                fingerprints["\(id):\(layer)"] = try TreeFingerprint.of(target.appending(layer))
            }
        }
        return fingerprints
    }

    /// Replaces the cache by the layers of `built` that ask for it. `restored` are the fingerprints of what `restore`
    /// made: a layer that is still the same is kept without a write. Says which layers were written and which kept.
    package func save(
        _ built: [BuiltBuildpack], from layers: BytePath, restored: [String: UInt64]
    ) throws -> (added: [String], kept: [String]) {
        try FileSystem.remove(staging)
        try FileSystem.makeDirectories(staging)
        var added: [String] = []
        var kept: [String] = []
        for buildpack in built {
            let name = BuildpackDescriptor.directoryName(of: buildpack.id)
            let target = committed.appending(name)
            try FileSystem.makeDirectories(target)
            var wanted: Set<String> = []
            for layer in buildpack.layers where layer.metadata.isCache && layer.hasContents {
                wanted.formUnion(["\(layer.name).tar", "\(layer.name).toml"])
                let source = layers.appending(name).appending(layer.name)
                let identifier = "\(buildpack.id):\(layer.name)"
                let fingerprint = try TreeFingerprint.of(source)
                let archive = target.appending("\(layer.name).tar")
                let isSame = try restored[identifier] == fingerprint && FileSystem.status(archive) != nil
                if isSame {
                    kept.append(identifier)
                } else {
                    let staged = staging.appending("layer.tar")
                    try pack(source, named: layer.name, into: staged)
                    try FileSystem.rename(staged, to: archive)
                    added.append(identifier)
                }
                wanted.formUnion(try saveBills(of: layer.name, from: layers.appending(name), into: target))
                let staged = staging.appending("layer.toml")
                try FileSystem.write(staged, layer.metadata.restoredTOML)
                try FileSystem.rename(staged, to: target.appending("\(layer.name).toml"))
            }
            for old in try FileSystem.names(in: target) where !wanted.contains(String(decoding: old, as: UTF8.self)) {
                try FileSystem.remove(target.appending(old))
            }
        }
        let names = Set(built.map { BuildpackDescriptor.directoryName(of: $0.id) })
        for old in try FileSystem.names(in: committed) where !names.contains(String(decoding: old, as: UTF8.self)) {
            try FileSystem.remove(committed.appending(old))
        }
        return (added, kept)
    }

    /// Keeps the layer's bills of materials with it and gives their names.
    private func saveBills(of layer: String, from directory: BytePath, into target: BytePath) throws -> [String] {
        var saved: [String] = []
        for format in BillOfMaterials.formats {
            let name = BillOfMaterials(layer: layer, format: format).fileName
            let path = directory.appending(name)
            guard try FileSystem.status(path)?.kind == .regular,
                let content = try FileSystem.read(path, limit: 64 << 20)
            else { continue }
            let staged = staging.appending("layer.sbom")
            try FileSystem.write(staged, content)
            try FileSystem.rename(staged, to: target.appending(name))
            saved.append(name)
        }
        return saved
    }

    private func pack(_ source: BytePath, named name: String, into archive: BytePath) throws {
        let number = archive.withCString { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600) }
        guard number >= 0 else { throw FileSystem.failure("write", archive) }
        let file = BufferedOutput(Descriptor(owning: number), path: archive)
        let writer = TarWriter { try file.write($0) }
        var tree = TarTree(writer: writer)
        try tree.add(source, as: BytePath(name))
        try writer.finish()
        try file.flush()
    }

    private func unpack(_ archive: BytePath, into target: BytePath) throws {
        let number = archive.withCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard number >= 0 else { throw FileSystem.failure("read", archive) }
        let input = BufferedInput(Descriptor(owning: number))
        let reader = TarReader { try input.read(into: $0) }
        let extractor = TarExtractor(into: target)
        while let header = try reader.next() {
            try extractor.extract(header, from: reader, as: try TarExtractor.checked(header.path))
        }
    }
}
