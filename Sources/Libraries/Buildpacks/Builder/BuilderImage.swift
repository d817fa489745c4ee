import BuildpackLifecycle
import DockerEngine

/// A builder as the daemon has it.
struct BuilderImage: Sendable {
    let name: String
    let id: String
    let metadata: BuilderMetadata
    let userID: Int
    let groupID: Int
    let stackID: String?
    let target: BuildpackTarget
    /// What detection tries, as the label has it; the lifecycle itself reads the image's `order.toml`.
    let order: BuildpackOrder
    /// Image extensions that detection would try, too.
    let extensionIDs: [String]
    /// Whether the image holds our lifecycle, in the version this platform speaks.
    let hasLifecycle: Bool

    /// Throws `invalid` where the image is missing or not a builder.
    static func load(_ name: String, from engine: DockerEngine) async throws -> BuilderImage {
        let inspection: ImageInspection
        do {
            inspection = try await engine.inspectImage(name)
        } catch let error as DockerError where error.code == .notFound {
            throw BuildFailure(
                .invalid,
                "builder image \"\(name)\" is not in the Docker daemon; create it with `builder create` or pull it")
        }
        return try BuilderImage(name: name, inspection)
    }

    /// Throws where the builder's image extensions would have to run: without what they install the buildpacks may pass
    /// detection and still make an image that does not start.
    func requireNoExtensions() throws {
        guard extensionIDs.isEmpty else {
            throw BuildFailure(
                .invalid,
                "builder \"\(name)\" has image extensions (\(extensionIDs.joined(separator: ", "))), which are not supported; "
                    + "use a builder without [[order-extensions]]")
        }
    }

    init(name: String, _ inspection: ImageInspection) throws {
        self.name = name
        id = inspection.id
        let labels = inspection.config?.labels ?? [:]
        guard let metadata = LabelJSON.decode(BuilderMetadata.self, labels[BuilderMetadata.label]) else {
            throw BuildFailure(
                .invalid, "image \"\(name)\" is not a builder: it lacks the label \(BuilderMetadata.label)")
        }
        self.metadata = metadata
        var environment: [String: String] = [:]
        for pair in inspection.config?.environment ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            environment[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        guard let user = environment["CNB_USER_ID"].flatMap({ Int($0) }), user > 0,
            let group = environment["CNB_GROUP_ID"].flatMap({ Int($0) }), group > 0
        else {
            throw BuildFailure(
                .invalid, "builder \"\(name)\" names no unprivileged user in CNB_USER_ID and CNB_GROUP_ID")
        }
        userID = user
        groupID = group
        stackID = environment["CNB_STACK_ID"] ?? labels["io.buildpacks.stack.id"]
        target = BuildpackTarget(
            os: inspection.operatingSystem, arch: inspection.architecture,
            distributions: labels["io.buildpacks.base.distro.name"].map {
                [.init(name: $0, version: labels["io.buildpacks.base.distro.version"] ?? "")]
            } ?? [])
        let groups = LabelJSON.decode([OrderGroup].self, labels[BuilderMetadata.orderLabel]) ?? []
        order = BuildpackOrder(
            groups.map { group in
                group.group.map { BuildpackReference(id: $0.id, version: $0.version, isOptional: $0.optional ?? false) }
            })
        let extensions = LabelJSON.decode([OrderGroup].self, labels[BuilderMetadata.extensionOrderLabel]) ?? []
        extensionIDs = extensions.flatMap(\.group).map(\.id)
        hasLifecycle = labels[BuilderMetadata.protocolLabel] == String(BuildRequest.protocolVersion)
    }
}
