/// A buildpack named by an order: `id`, an optional `version`, and whether its group stands without it
/// (Platform specification, `order.toml`).
public struct BuildpackReference: Sendable, Hashable {
    public var id: String
    /// Nil where the order leaves it open; then the one version at hand is meant.
    public var version: String?
    public var isOptional: Bool

    public init(id: String, version: String? = nil, isOptional: Bool = false) {
        self.id = id
        self.version = version
        self.isOptional = isOptional
    }

    /// `id@version`, or `id` alone.
    public var name: String { version.map { "\(id)@\($0)" } ?? id }

    package init(_ reader: TOMLReader) throws(BuildpackError) {
        id = try reader.requiredString("id")
        version = try reader.string("version").flatMap { $0.isEmpty ? nil : $0 }
        isOptional = try reader.boolean("optional")
    }

    package var table: TOMLTable {
        var table = TOMLTable(["id": .string(id)])
        if let version { table.set("version", .string(version)) }
        if isOptional { table.set("optional", .boolean(true)) }
        return table
    }
}

/// Groups of buildpacks in the order in which detection tries them (Buildpack specification, "Phase #1: Detection").
public struct BuildpackOrder: Sendable, Equatable {
    public var groups: [[BuildpackReference]]

    public init(_ groups: [[BuildpackReference]]) { self.groups = groups }

    /// Reads the `[[order]]` tables of `order.toml`, `buildpack.toml` or `builder.toml`.
    public init(_ reader: TOMLReader) throws(BuildpackError) {
        groups = []
        for group in try reader.subtables("order") {
            var references: [BuildpackReference] = []
            for element in try group.subtables("group") { references.append(try BuildpackReference(element)) }
            guard !references.isEmpty else { throw group.failure(nil, "needs at least one [[order.group]]") }
            groups.append(references)
        }
    }

    /// The document `order.toml`.
    public var toml: String {
        TOMLWriter.write(
            TOMLTable(["order": .tables(groups.map { TOMLTable(["group": .tables($0.map(\.table))]) })]))
    }
}
