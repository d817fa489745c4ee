/// What one buildpack wrote during detection (Buildpack specification, "Build Plan").
public struct BuildPlan: Sendable, Equatable {
    /// One way the buildpack offers to take part.
    public struct Alternative: Sendable, Equatable {
        public var provides: [String]
        public var requires: [PlanRequirement]

        public init(provides: [String] = [], requires: [PlanRequirement] = []) {
            self.provides = provides
            self.requires = requires
        }

        init(_ reader: TOMLReader) throws(BuildpackError) {
            provides = []
            requires = []
            for child in try reader.subtables("provides") { provides.append(try child.requiredString("name")) }
            for child in try reader.subtables("requires") { requires.append(try PlanRequirement(child)) }
        }
    }

    /// The top level first, then each `[[or]]`; never empty.
    public var alternatives: [Alternative]

    public init(_ alternatives: [Alternative] = [Alternative()]) { self.alternatives = alternatives }

    public init(_ document: TOMLReader) throws(BuildpackError) {
        alternatives = [try Alternative(document)]
        for child in try document.subtables("or") { alternatives.append(try Alternative(child)) }
    }
}

/// A dependency a buildpack asks for, with what it wants to tell the buildpack that provides it.
public struct PlanRequirement: Sendable, Equatable {
    public var name: String
    public var metadata: TOMLTable

    public init(name: String, metadata: TOMLTable = TOMLTable()) {
        self.name = name
        self.metadata = metadata
    }

    package init(_ reader: TOMLReader) throws(BuildpackError) {
        name = try reader.requiredString("name")
        metadata = try reader.subtable("metadata")?.table ?? TOMLTable()
        // `version` at the top of an entry is what API 0.2 had; later lifecycles still carry it over.
        if let version = try reader.string("version"), metadata["version"] == nil {
            metadata.set("version", .string(version))
        }
    }

    package var table: TOMLTable {
        var table = TOMLTable(["name": .string(name)])
        if !metadata.isEmpty { table.set("metadata", .table(metadata)) }
        return table
    }
}
