import ApplicationImages
import BuildpackLifecycle

/// `analyzed.toml`: what is known of the previous image and the run image (Platform specification, "analyzed.toml").
struct AnalyzedDocument {
    /// Id of the previous image; nil where there is none.
    var previous: String?
    /// Its label, as far as layers may be reused.
    var metadata: LayersMetadata?
    var runImage: String
    /// Id of the run image.
    var runImageReference: String
    var target: BuildpackTarget

    init(
        previous: String?, metadata: LayersMetadata?, runImage: String, runImageReference: String,
        target: BuildpackTarget
    ) {
        self.previous = previous
        self.metadata = metadata
        self.runImage = runImage
        self.runImageReference = runImageReference
        self.target = target
    }

    init(reading file: BytePath) throws(BuildpackError) {
        let document = try PhaseDocument.read(file)
        previous = try document.subtable("image")?.string("reference").flatMap { $0.isEmpty ? nil : $0 }
        metadata = try document.subtable("metadata").flatMap { LayersMetadata(analyzed: $0.table) }
        let run = try document.requiredSubtable("run-image")
        guard try !run.boolean("extend") else {
            throw run.failure("extend", "is true, but image extensions are not supported")
        }
        runImageReference = try run.requiredString("reference")
        runImage = try run.string("image") ?? runImageReference
        let target = try run.subtable("target")
        let distribution = try target?.subtable("distro")
        self.target = BuildpackTarget(
            os: try target?.string("os"), arch: try target?.string("arch"),
            variant: try target?.string("arch-variant"))
        if let name = try distribution?.string("name"), !name.isEmpty {
            self.target.distributions = [.init(name: name, version: try distribution?.string("version") ?? "")]
        }
    }

    func toml() throws -> String {
        var document = TOMLTable()
        if let previous { document.set("image", .table(TOMLTable(["reference": .string(previous)]))) }
        if let metadata { document.set("metadata", .table(try metadata.analyzedTable())) }
        var about = TOMLTable(["os": .string(target.os ?? ""), "arch": .string(target.arch ?? "")])
        if let variant = target.variant { about.set("arch-variant", .string(variant)) }
        if let distribution = target.distributions.first {
            about.set(
                "distro",
                .table(
                    TOMLTable(["name": .string(distribution.name), "version": .string(distribution.version)])))
        }
        document.set(
            "run-image",
            .table(
                TOMLTable([
                    "reference": .string(runImageReference), "image": .string(runImage), "target": .table(about),
                ])))
        return TOMLWriter.write(document)
    }
}

extension LayersMetadata {
    /// The label as a table. Its run image is that of the previous build and of no use to this one.
    fileprivate func analyzedTable() throws -> TOMLTable {
        guard let json = LabelJSON.decode(JSONValue.self, try LabelJSON.encode(self)) else { return TOMLTable() }
        var table = json.table
        table["runImage"] = nil
        table["stack"] = nil
        return table
    }

    /// Nil for a table without the layers of an image, as upstream's analyzer writes it where there is no image.
    fileprivate init?(analyzed table: TOMLTable) {
        var table = table
        table["run-image"] = nil
        table["stack"] = nil
        table.set("runImage", .table(TOMLTable()))
        guard let text = try? LabelJSON.encode(JSONValue(table)), let read = LabelJSON.decode(Self.self, text) else {
            return nil
        }
        self = read
    }
}
