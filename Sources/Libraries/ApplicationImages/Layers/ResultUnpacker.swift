import BuildpackLifecycle
import OCIImages

/// What a build container left: the lifecycle's result and the layers with contents.
package struct BuildProduct: Sendable {
    package var result: BuildResult
    /// Launch layers by `<buildpack>:<layer>`, and cached ones where the platform keeps them.
    package var layers: [String: FileLayer]
    /// The application directory, one layer a slice and one for the rest.
    package var app: [FileLayer]
    /// Bills of materials, where a buildpack wrote one.
    package var bills: FileLayer?
    /// Those of the build itself, where they were asked for; no layer of the image.
    package var buildBills: FileLayer?
}

/// Turns the archive of a build container into layers, entry by entry, believing nothing it says.
///
/// Only regular files, directories and symlinks inside the section's own directory pass; owner and time are ours. A file
/// of the source may come back by name alone: then its content is the platform's own.
package final class ResultUnpacker {
    /// The file of the source at a path below the application directory, given out once.
    package typealias Source = (BytePath) -> SourceFile?

    /// Entries of one build; an archive of empty entries would otherwise fill the disk with headers.
    private static let entryLimit = 5_000_000

    private let userID: Int
    private let groupID: Int
    private let workspace: BytePath
    private let progress: (ProgressEntry) -> Void
    private let source: Source
    private let kept: KeptAnswer?
    private var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    private var entries = 0

    /// `progress` is told what the lifecycle says while it runs, `kept` what it has kept of the source.
    package init(
        userID: Int, groupID: Int, workspace: String = "/workspace",
        progress: @escaping (ProgressEntry) -> Void = { _ in }, source: @escaping Source = { _ in nil },
        kept: KeptAnswer? = nil
    ) {
        self.userID = userID
        self.groupID = groupID
        self.workspace = BytePath(String(workspace.dropFirst()))
        self.progress = progress
        self.source = source
        self.kept = kept
    }

    /// Reads the archive; nil where it ends before its last entry, which means that the lifecycle failed.
    package func unpack(_ source: @escaping TarReader.Source) throws -> BuildProduct? {
        let reader = TarReader(source: source)
        guard let first = try firstOfResult(reader) else { return nil }
        guard first.path == BuildResult.entryName else { throw Self.hostile("\(first.path) in place of its result") }
        let document = try reader.readContent(limit: 4 << 20)
        let result = try BuildResult(TOMLReader(parsing: document, file: BuildResult.entryName.description))
        var product = BuildProduct(result: result, layers: [:], app: [])
        var open: (section: Section, layer: LayerBuilder)?
        func close() throws {
            guard let finished = open else { return }
            open = nil
            let layer = try finished.layer.finish()
            switch finished.section.kind {
            case .app: product.app.append(layer)
            case .bills: product.bills = layer
            case .buildBills: product.buildBills = layer
            case .layer: product.layers[layer.identifier] = layer
            }
        }
        while let header = try reader.next() {
            entries += 1
            guard entries <= Self.entryLimit else { throw Self.hostile("more than \(Self.entryLimit) entries") }
            if header.path == BuildResult.endName {
                try close()
                guard !product.app.isEmpty else { throw Self.hostile("no application directory") }
                if product.app.count > 1 {
                    for index in product.app.indices {
                        product.app[index].createdBy = "Application Slice: \(index + 1)"
                    }
                }
                return product
            }
            let name = header.path.description
            if name.hasPrefix(BuildResult.sectionPrefix) {
                try close()
                let section = try Section(
                    String(name.dropFirst(BuildResult.sectionPrefix.count)), of: result, workspace)
                let isTwice =
                    product.layers[section.identifier] != nil || section.kind == .bills && product.bills != nil
                    || section.kind == .buildBills && product.buildBills != nil
                guard !isTwice else {
                    throw Self.hostile("layer \(section.identifier) twice")
                }
                open = (section, try begin(section))
            } else if let (section, layer) = open {
                try copy(header, from: reader, of: section, to: layer)
            } else {
                throw Self.hostile("\(header.path) outside of any layer")
            }
        }
        return nil
    }

    /// The first entry behind those that tell of progress and of what is kept.
    private func firstOfResult(_ reader: TarReader) throws -> TarHeader? {
        while let header = try reader.next() {
            if header.path == BuildResult.keptName, let kept, let count = kept.awaitedCount {
                let document = try reader.readContent(limit: KeptFiles.documentSize(of: count))
                kept.give(try KeptFiles(document: document, count: count))
                continue
            }
            guard header.kind == .regular, header.size == 0, let entry = ProgressEntry(header.path) else {
                return header
            }
            entries += 1
            guard entries <= Self.entryLimit else { throw Self.hostile("more than \(Self.entryLimit) entries") }
            progress(entry)
        }
        return nil
    }

    /// Opens a layer with the directories above its own.
    private func begin(_ section: Section) throws -> LayerBuilder {
        let layer = LayerBuilder(section.identifier, createdBy: section.createdBy)
        var path = BytePath("/")
        for component in section.root.components.dropLast() {
            path = path.appending(Array(component))
            try layer.writer.append(
                TarHeader(path: path, kind: .directory, mode: 0o755, userID: userID, groupID: groupID))
        }
        return layer
    }

    private func copy(
        _ header: TarHeader, from reader: TarReader, of section: Section, to layer: LayerBuilder
    ) throws {
        let writer = layer.writer
        let path = try TarExtractor.checked(header.path)
        guard path.isWithin(section.root) else {
            throw Self.hostile("\(path) outside of /\(section.root), the layer's directory")
        }
        // Absolute and without a slash at the end, as upstream's lifecycle has it: equal content has one digest.
        let absolute = BytePath("/").appending(path.bytes)
        var entry = TarHeader(
            path: absolute, kind: header.kind, mode: header.mode,
            userID: userID, groupID: groupID, size: header.size, linkTarget: header.linkTarget)
        switch header.kind {
        case .directory: try writer.append(entry)
        case .symlink:
            entry.mode = 0o777
            try writer.append(entry)
        case .regular: try writer.append(entry, contentOf: reader, through: &buffer)
        case .hardLink where section.kind == .app && header.linkTarget == header.path.bytes:
            let relative = BytePath(Array(path.bytes.dropFirst(section.root.bytes.count + 1)))
            guard let file = source(relative) else { throw Self.hostile("\(path), a file it was not sent") }
            entry.kind = .regular
            entry.linkTarget = []
            entry.size = file.size
            try layer.append(entry, content: file)
        case .hardLink, .other: throw Self.hostile("\(path), a hard link or device")
        }
    }

    private static func hostile(_ what: String) -> BuildpackError {
        BuildpackError(.hostileArchive, "the build container sent \(what)")
    }
}

/// A section of the archive: one layer.
private struct Section {
    enum Kind { case app, bills, buildBills, layer }

    let identifier: String
    /// Relative to the root of the file system.
    let root: BytePath
    let kind: Kind
    let createdBy: String

    /// Only what the result announced is accepted.
    init(_ identifier: String, of result: BuildResult, _ workspace: BytePath) throws {
        self.identifier = identifier
        if identifier == BuildResult.billsName {
            kind = .bills
            root = "layers/sbom/launch"
            createdBy = "Software Bill-of-Materials"
            return
        }
        if identifier == BuildResult.buildBillsName {
            kind = .buildBills
            root = "layers/sbom"
            createdBy = "Software Bill-of-Materials of the build"
            return
        }
        kind = identifier == "app" ? .app : .layer
        if kind == .app {
            root = workspace
            createdBy = "Application Layer"
            return
        }
        for buildpack in result.buildpacks {
            for layer in buildpack.layers where "\(buildpack.id):\(layer.name)" == identifier {
                guard layer.metadata.isLaunch || layer.metadata.isCache, layer.hasContents, !layer.name.contains("/"),
                    layer.name != ".."
                else { break }
                root = BytePath("layers/\(BuildpackDescriptor.directoryName(of: buildpack.id))/\(layer.name)")
                createdBy = "Layer: '\(layer.name)', Created by buildpack: \(buildpack.id)@\(buildpack.version)"
                return
            }
        }
        throw BuildpackError(.hostileArchive, "the build container sent \(identifier), a layer it did not announce")
    }
}
