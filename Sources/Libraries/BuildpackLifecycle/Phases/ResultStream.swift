import LinuxSystem

/// Writes progress and what a build made to standard output, in the form ``ProgressEntry`` and ``BuildResult`` describe.
package struct ResultStream {
    private let output: BufferedOutput
    private let writer: TarWriter

    package init(_ descriptor: Descriptor = Descriptor(owning: 1)) {
        let output = BufferedOutput(descriptor, path: "standard output")
        self.output = output
        writer = TarWriter { try output.write($0) }
    }

    /// A platform that reads no more is told by its own end, not by an error here.
    func tell(_ progress: ProgressEntry) {
        try? writer.append(TarHeader(path: progress.path, kind: .regular, mode: 0o644))
        try? output.flush()
    }

    /// Says what is kept of the source, in front of the result.
    func answer(_ kept: KeptFiles) throws {
        try writer.append(
            TarHeader(path: BuildResult.keptName, kind: .regular, mode: 0o644), content: kept.document)
        try output.flush()
    }

    /// - Parameter known: whether a file of the application directory is one the platform has sent, as it sent it.
    package func send(
        _ result: BuildResult, from directories: BuildDirectories, for request: BuildRequest? = nil,
        knownToPlatform known: TarTree.Known? = nil
    ) throws {
        try writer.append(
            TarHeader(path: BuildResult.entryName, kind: .regular, mode: 0o644), content: Array(result.toml.utf8))
        var tree = TarTree(writer: writer)
        for buildpack in result.buildpacks {
            let directory = directories.layers.appending(BuildpackDescriptor.directoryName(of: buildpack.id))
            for layer in buildpack.layers where layer.hasContents {
                guard layer.metadata.isLaunch || request?.sendsCachedLayers == true && layer.metadata.isCache else {
                    continue
                }
                try begin("\(buildpack.id):\(layer.name)", writer)
                let path = directory.appending(layer.name)
                try tree.add(path, as: path.relative)
            }
        }
        try sendBills(result, BuildResult.billsName, from: directories.layers, BillOfMaterials.launch)
        if request?.wantsBuildBills == true {
            try sendBills(result, BuildResult.buildBillsName, from: directories.layers, BillOfMaterials.build)
        }
        var app = TarTree(writer: writer, known: known)
        if result.launch.slices.isEmpty {
            try begin("app", writer)
            try app.add(directories.app, as: directories.app.relative)
        } else {
            try sendSlices(result.launch.slices, of: directories.app, &app)
        }
        try writer.append(TarHeader(path: BuildResult.endName, kind: .regular, mode: 0o644))
        try writer.finish()
        try output.flush()
    }

    /// Bills of materials, where there are any, as a layer of their own.
    private func sendBills(
        _ result: BuildResult, _ section: String, from layers: BytePath,
        _ find: (BuiltBuildpack, BytePath) throws -> [BillOfMaterials]
    ) throws {
        var isOpen = false
        for buildpack in result.buildpacks {
            let directory = layers.appending(BuildpackDescriptor.directoryName(of: buildpack.id))
            for bill in try find(buildpack, directory) {
                guard let content = try FileSystem.read(directory.appending(bill.fileName), limit: 64 << 20) else {
                    continue
                }
                if !isOpen { try begin(section, writer) }
                isOpen = true
                let path = "layers/sbom/\(bill.purpose.rawValue)/" + bill.imagePath(of: buildpack.id)
                try writer.append(
                    TarHeader(path: BytePath(path), kind: .regular, mode: 0o644, size: Int64(content.count)),
                    content: content)
            }
        }
    }

    private func sendSlices(_ slices: [[String]], of app: BytePath, _ tree: inout TarTree) throws {
        var entries: [SlicePlan.Entry] = []
        try list(app, relative: BytePath([]), into: &entries)
        let plan = SlicePlan(entries: entries, slices: slices, app: app)
        for paths in plan.layers {
            try begin("app", writer)
            guard !paths.isEmpty else { continue }
            try tree.addSingle(app, as: app.relative)
            for path in paths {
                let full = app.appending(path.bytes)
                try tree.addSingle(full, as: full.relative)
            }
        }
    }

    private func list(_ directory: BytePath, relative: BytePath, into entries: inout [SlicePlan.Entry]) throws {
        for name in try FileSystem.names(in: directory) {
            let path = directory.appending(name)
            guard let status = try FileSystem.status(path) else { continue }
            let inner = relative.appending(name)
            entries.append(SlicePlan.Entry(path: inner, isDirectory: status.kind == .directory))
            if status.kind == .directory { try list(path, relative: inner, into: &entries) }
        }
    }

    private func begin(_ identifier: String, _ writer: TarWriter) throws {
        try writer.append(
            TarHeader(path: BytePath(BuildResult.sectionPrefix + identifier), kind: .regular, mode: 0o644))
    }
}
