import BuildpackLifecycle
import DockerEngine
import OCIRegistry

/// Makes a builder image: the build image with buildpacks, their order, and a lifecycle on top
/// (Platform specification, "Build Image", "Buildpacks Directory Layout").
public struct BuilderCreation: Sendable {
    private let name: String
    private let configurationPath: String
    private let publishes: Bool
    private let pullPolicy: BuildOptions.PullPolicy
    private let engine: DockerEngine
    private let lifecycle: LifecycleBinary
    private let logins: RegistryLogins
    private let output: BuildOutput

    public init(
        name: String, configurationPath: String, publishes: Bool = false,
        pullPolicy: BuildOptions.PullPolicy = .never, engine: DockerEngine, lifecycle: LifecycleBinary,
        logins: RegistryLogins = .none, output: BuildOutput
    ) {
        self.name = name
        self.configurationPath = configurationPath
        self.publishes = publishes
        self.pullPolicy = pullPolicy
        self.engine = engine
        self.lifecycle = lifecycle
        self.logins = logins
        self.output = output
    }

    /// Creates the image in the daemon, and pushes it when it is to be published.
    public func run() async throws {
        _ = try ImageReference(name)
        let images = ImageFetch(engine: engine, policy: pullPolicy, logins: logins, output: output)
        let sources = BuildpackSources(packages: PackageReader(engine: engine, images: images))
        let configuration = try await BuilderConfiguration(reading: BytePath(configurationPath), sources: sources)
        try await images.ensure(configuration.buildImage)
        let base: ImageInspection
        do {
            base = try await engine.inspectImage(configuration.buildImage)
        } catch let error as DockerError where error.code == .notFound {
            throw BuildFailure(
                .invalid,
                "build image \"\(configuration.buildImage)\" is not in the Docker daemon; build or pull it first")
        }
        let owner = try owner(of: base)
        let inside = try await configuration.lifecycle.load(own: lifecycle, downloads: sources.downloads)
        try inside.check(configuration.buildpacks)
        let buildpacks = try configuration.buildpacks.map { try BuildpackLayer($0) }
        let layers =
            [try directoriesLayer(configuration, owner: owner), inside.layer] + buildpacks.map(\.layer)
        let image = try DaemonImage(
            base: base, layers: layers, environment: inside.environment,
            labels: try labels(configuration, buildpacks, inside), user: "\(owner.user):\(owner.group)")
        try await image.load(into: engine, tags: [name])
        output.line("Successfully created builder image \(name)")
        output.line("Tip: Run pack build <image-name> --builder \(name) to use this builder")
        if publishes {
            let pushed = try await engine.pushImage(name, credentials: try await logins.credentials(forImage: name))
            output.line("*** Digest: \(pushed.digest)")
        }
    }

    private func owner(of base: ImageInspection) throws -> (user: Int, group: Int) {
        func value(_ key: String) -> Int? {
            base.config?.environment?.first { $0.hasPrefix(key + "=") }.flatMap { Int($0.dropFirst(key.count + 1)) }
        }
        guard let user = value("CNB_USER_ID"), user > 0, let group = value("CNB_GROUP_ID"), group > 0 else {
            throw BuildFailure(
                .invalid, "the build image sets no unprivileged CNB_USER_ID and CNB_GROUP_ID in its environment")
        }
        return (user, group)
    }

    private func directoriesLayer(
        _ configuration: BuilderConfiguration, owner: (user: Int, group: Int)
    ) throws -> FileLayer {
        let layer = LayerBuilder("builder:directories", createdBy: "Builder directories and order")
        for path in ["cnb/", "cnb/buildpacks/", "cnb/build-config/", "cnb/build-config/env/", "platform/"] {
            try layer.writer.append(TarHeader(path: BytePath(path), kind: .directory, mode: 0o755))
        }
        for path in ["workspace/", "layers/", BuildContainer.cachePath.dropFirst() + "/"] {
            try layer.writer.append(
                TarHeader(
                    path: BytePath(String(path)), kind: .directory, mode: 0o755, userID: owner.user,
                    groupID: owner.group))
        }
        for (name, value) in configuration.environment {
            try file("cnb/build-config/env/\(name)", value, layer)
        }
        try file("cnb/order.toml", pinned(configuration).toml, layer)
        let runImages = configuration.runImages.map { image in
            var table = TOMLTable(["image": .string(image.image)])
            if let mirrors = image.mirrors { table.set("mirrors", .strings(mirrors)) }
            return table
        }
        try file("cnb/run.toml", TOMLWriter.write(TOMLTable(["images": .tables(runImages)])), layer)
        return try layer.finish()
    }

    private func file(_ path: String, _ text: String, _ layer: LayerBuilder) throws {
        try layer.writer.append(
            TarHeader(path: BytePath(path), kind: .regular, mode: 0o644), content: Array(text.utf8))
    }

    /// The order with every version spelled out.
    private func pinned(_ configuration: BuilderConfiguration) -> BuildpackOrder {
        BuildpackOrder(
            configuration.order.groups.map { group in
                group.map { reference in
                    let known = configuration.buildpacks.first { $0.descriptor.id == reference.id }
                    return BuildpackReference(
                        id: reference.id, version: reference.version ?? known?.descriptor.version,
                        isOptional: reference.isOptional)
                }
            })
    }

    private func labels(
        _ configuration: BuilderConfiguration, _ buildpacks: [BuildpackLayer], _ inside: BuilderLifecycle
    ) throws -> [String: String] {
        let metadata = BuilderMetadata(
            description: configuration.description,
            buildpacks: configuration.buildpacks.map {
                .init(
                    id: $0.descriptor.id, version: $0.descriptor.version, homepage: $0.descriptor.homepage,
                    name: $0.descriptor.name)
            },
            stack: .init(runImage: configuration.runImages.first), images: configuration.runImages,
            lifecycle: inside.metadata,
            createdBy: .init(name: "cnb", version: ImageBuild.version))
        let order = OrderGroup.list(pinned(configuration))
        var labels = [
            BuilderMetadata.label: try LabelJSON.encode(metadata),
            BuilderMetadata.orderLabel: try LabelJSON.encode(order),
            BuilderMetadata.layersLabel: try LabelJSON.encode(BuildpackLayer.index(of: buildpacks)),
        ]
        labels.merge(inside.labels) { own, _ in own }
        if let stack = configuration.stackID { labels["io.buildpacks.stack.id"] = stack }
        return labels
    }
}
