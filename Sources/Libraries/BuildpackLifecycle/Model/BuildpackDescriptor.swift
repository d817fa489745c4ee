/// What `buildpack.toml` says about a buildpack (Buildpack specification, "buildpack.toml").
public struct BuildpackDescriptor: Sendable, Equatable {
    /// The Buildpack API versions this lifecycle speaks.
    public static let supportedAPIs = ["0.7", "0.8", "0.9", "0.10", "0.11"]

    public var api: String
    public var id: String
    public var version: String
    public var name: String?
    public var homepage: String?
    public var clearsEnvironment: Bool
    /// Non-empty in a composite buildpack, which has no executables of its own.
    public var order: BuildpackOrder
    public var targets: [BuildpackTarget]
    /// Stack ids of the deprecated `[[stacks]]`.
    public var stacks: [String]

    public init(_ document: TOMLReader) throws(BuildpackError) {
        api = try document.requiredString("api")
        guard Self.supportedAPIs.contains(api) else {
            throw document.failure(
                "api", "is \"\(api)\"; supported are \(Self.supportedAPIs.joined(separator: ", "))")
        }
        let buildpack = try document.requiredSubtable("buildpack")
        id = try buildpack.requiredString("id")
        guard Self.isValid(id: id) else {
            throw buildpack.failure(
                "id", "is \"\(id)\"; only letters, digits, \".\", \"/\", \"-\" are allowed, and not app, config, sbom")
        }
        version = try buildpack.requiredString("version")
        guard version.utf8.allSatisfy({ Self.isVersionByte($0) }) else {
            throw buildpack.failure("version", "is \"\(version)\"; expected a version such as \"1.2.3\"")
        }
        name = try buildpack.string("name")
        homepage = try buildpack.string("homepage")
        clearsEnvironment = try buildpack.boolean("clear-env")
        order = try BuildpackOrder(document)
        targets = []
        for reader in try document.subtables("targets") { targets.append(try BuildpackTarget(reader)) }
        stacks = []
        for reader in try document.subtables("stacks") { stacks.append(try reader.requiredString("id")) }
    }

    /// What the buildpack runs on; empty for anything. Stacks count as the target they stand for
    /// (Buildpack specification, "buildpack.toml (TOML) `stacks` Array").
    public var effectiveTargets: [BuildpackTarget] {
        guard targets.isEmpty, !stacks.contains("*"), stacks.contains("io.buildpacks.stacks.bionic") else {
            return targets
        }
        return [.init(os: "linux", arch: "amd64", distributions: [.init(name: "ubuntu", version: "18.04")])]
    }

    /// The buildpack as groups and images name it.
    package var launchEntry: LaunchMetadata.Buildpack {
        LaunchMetadata.Buildpack(id: id, version: version, api: api, homepage: homepage ?? "")
    }

    public var isComposite: Bool { !order.groups.isEmpty }

    /// The directory name for this id: `/` becomes `_`.
    public var directoryName: String { Self.directoryName(of: id) }

    /// The directory name the specifications give to the buildpack `id`.
    public static func directoryName(of id: String) -> String {
        String(id.map { $0 == "/" ? "_" : $0 })
    }

    static func isValid(id: String) -> Bool {
        let isPlain = id.utf8.allSatisfy { byte in
            TOMLParser.isBareKeyByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
        }
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        let hasDots = parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
        return isPlain && !hasDots && !["app", "config", "generated", "sbom"].contains(id)
    }

    private static func isVersionByte(_ byte: UInt8) -> Bool {
        TOMLParser.isBareKeyByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+")
    }

    /// Whether API version `left` is lower than `right`, compared number by number.
    public static func isAPI(_ left: String, before right: String) -> Bool {
        let numbers: (String) -> [Int] = { $0.split(separator: ".").map { Int($0) ?? 0 } }
        return numbers(left).lexicographicallyPrecedes(numbers(right))
    }
}
