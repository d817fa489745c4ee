/// What the platform asks of the lifecycle in a build container: the first entry of the archive on standard input.
///
/// The archive goes on with `platform/…` (user's variables, buildpacks that are not in the builder), `layers/…`
/// (metadata of the previous image's layers, and cached layers where the platform keeps them) and `app/…` (the source). Where the application directory is kept between
/// builds, a ``SourceList`` comes before the source, the lifecycle answers with ``KeptFiles``, and a hard link to its own
/// name stands for a file that is kept.
public struct BuildRequest: Sendable, Equatable {
    /// Version of this exchange; a lifecycle refuses what it does not speak.
    public static let protocolVersion: Int64 = 4
    public static let entryName: BytePath = "request.toml"
    public static let sourceListName: BytePath = "source.list"

    /// Nil: the builder's own `order.toml`.
    public var order: BuildpackOrder?
    public var target: BuildpackTarget
    /// Where the source goes.
    public var app: String
    public var isVerbose: Bool
    /// Whether layers kept by earlier builds are used; they are replaced either way.
    public var restoresCache: Bool
    /// Whether the build's own bills of materials are sent back.
    public var wantsBuildBills = false
    /// Whether files that no buildpack touched may be sent back by name alone.
    public var knowsUntouchedFiles = false
    /// Whether the application directory still holds the source of an earlier build.
    public var keepsSource = false
    /// Whether the platform keeps cached layers: it sent those of earlier builds and is sent those of this one.
    public var sendsCachedLayers = false
    /// The cached layers it sent, `<buildpack>:<layer>`.
    public var cachedLayers: [String] = []

    public init(
        order: BuildpackOrder? = nil, target: BuildpackTarget, app: String = "/workspace", isVerbose: Bool = false,
        restoresCache: Bool = true
    ) {
        self.order = order
        self.target = target
        self.app = app
        self.isVerbose = isVerbose
        self.restoresCache = restoresCache
    }

    public init(_ document: TOMLReader) throws(BuildpackError) {
        guard case .integer(Self.protocolVersion) = document.table["protocol"]?.value else {
            throw document.failure(
                "protocol",
                "is not \(Self.protocolVersion); the builder's lifecycle and the platform do not match, "
                    + "make the builder again")
        }
        let order = try BuildpackOrder(document)
        self.order = order.groups.isEmpty ? nil : order
        target = try BuildpackTarget(try document.requiredSubtable("target"))
        app = try document.requiredString("app")
        isVerbose = try document.boolean("verbose")
        restoresCache = try document.boolean("restore-cache", default: true)
        wantsBuildBills = try document.boolean("build-bills")
        knowsUntouchedFiles = try document.boolean("untouched-by-name")
        keepsSource = try document.boolean("kept-source")
        sendsCachedLayers = try document.boolean("send-cache")
        cachedLayers = try document.strings("cached-layers") ?? []
    }

    public var toml: String {
        var document = TOMLTable([
            "protocol": .integer(Self.protocolVersion), "app": .string(app), "verbose": .boolean(isVerbose),
            "restore-cache": .boolean(restoresCache), "build-bills": .boolean(wantsBuildBills),
            "untouched-by-name": .boolean(knowsUntouchedFiles), "kept-source": .boolean(keepsSource),
            "send-cache": .boolean(sendsCachedLayers), "cached-layers": .strings(cachedLayers),
        ])
        document.set("target", .table(target.table))
        let text = TOMLWriter.write(document)
        return order.map { text + "\n" + $0.toml } ?? text
    }
}

extension BuildpackTarget {
    var table: TOMLTable {
        var table = TOMLTable()
        for case (let key, let value?) in [("os", os), ("arch", arch), ("variant", variant)] where !value.isEmpty {
            table.set(key, .string(value))
        }
        if !distributions.isEmpty {
            table.set(
                "distros",
                .tables(
                    distributions.map { TOMLTable(["name": .string($0.name), "version": .string($0.version)]) }))
        }
        return table
    }
}
