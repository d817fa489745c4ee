import BuildpackLifecycle
import DockerEngine
import OCIRegistry

/// Puts a buildpack and those it is composed of into an image (Distribution specification, "Buildpackage").
public struct BuildpackPackage: Sendable {
    private let name: String
    private let configurationPath: String?
    private let path: String?
    private let publishes: Bool
    private let engine: DockerEngine
    private let output: BuildOutput

    /// - Parameters:
    ///   - configurationPath: path of `package.toml`.
    ///   - path: the buildpack's directory where there is no `package.toml`; the current one where neither is given.
    public init(
        name: String, configurationPath: String?, path: String?, publishes: Bool, engine: DockerEngine,
        output: BuildOutput
    ) {
        self.name = name
        self.configurationPath = configurationPath
        self.path = path
        self.publishes = publishes
        self.engine = engine
        self.output = output
    }

    /// Makes the image in the daemon, and pushes it when it is to be published.
    public func run() async throws {
        _ = try ImageReference(name)
        let buildpacks = try read()
        try check(buildpacks)
        let layers = try buildpacks.map { try BuildpackLayer($0) }
        let main = buildpacks[0].descriptor
        let metadata = PackageReader.Metadata(
            id: main.id, version: main.version, name: main.name, homepage: main.homepage,
            stacks: (main.stacks.isEmpty ? ["*"] : main.stacks).map { .init(id: $0) })
        var image = ImageConfiguration(
            architecture: Self.architecture, os: "linux", rootfs: .init(diffIDs: layers.map(\.layer.diffID)))
        image.created = "1980-01-01T00:00:01Z"
        image.history = layers.map { .init(created: image.created, createdBy: $0.layer.createdBy) }
        var execution = ImageConfiguration.Execution()
        execution.labels = [
            PackageReader.label: try LabelJSON.encode(metadata),
            BuilderMetadata.layersLabel: try LabelJSON.encode(BuildpackLayer.index(of: layers)),
        ]
        image.config = execution
        try await DaemonImage(image, layers: layers.map(\.layer.content)).load(into: engine, tags: [name])
        output.line("Successfully created package \(name)")
        if publishes {
            let pushed = try await engine.pushImage(name)
            output.line("*** Digest: \(pushed.digest)")
        }
        output.result(name)
    }

    /// The buildpack itself, then its dependencies.
    private func read() throws -> [BuilderConfiguration.Buildpack] {
        guard let configurationPath else { return [try Self.buildpack(in: BytePath(path ?? "."))] }
        guard path == nil else { throw BuildFailure(.invalid, "--path and --config cannot be used together") }
        let file = BytePath(configurationPath)
        guard let bytes = try FileSystem.read(file) else {
            throw BuildFailure(.invalid, "package configuration \(file) does not exist")
        }
        let document = try TOMLReader(parsing: bytes, file: configurationPath)
        var found = [try Self.buildpack(of: document.requiredSubtable("buildpack"), beside: file.parent)]
        for entry in try document.subtables("dependencies") {
            guard entry.table["image"] == nil else {
                throw entry.failure("image", "is not supported; name a directory by uri")
            }
            found.append(try Self.buildpack(of: entry, beside: file.parent))
        }
        return found
    }

    private static func buildpack(
        of entry: TOMLReader, beside directory: BytePath
    ) throws -> BuilderConfiguration.Buildpack {
        let uri = try entry.requiredString("uri")
        guard !uri.contains("://"), !uri.hasPrefix("urn:") else {
            throw entry.failure("uri", "is \"\(uri)\"; only directories are supported")
        }
        return try buildpack(in: uri.hasPrefix("/") ? BytePath(uri) : directory.appending(uri))
    }

    private static func buildpack(in directory: BytePath) throws -> BuilderConfiguration.Buildpack {
        .init(directory: directory, descriptor: try LocalBuildpack(reading: directory).descriptor)
    }

    /// Whatever a composite buildpack names has to be in the package.
    private func check(_ buildpacks: [BuilderConfiguration.Buildpack]) throws {
        for composite in buildpacks where composite.descriptor.isComposite {
            for reference in composite.descriptor.order.groups.joined() {
                let isThere = buildpacks.contains {
                    $0.descriptor.id == reference.id && $0.descriptor.version == reference.version
                }
                guard isThere else {
                    throw BuildFailure(
                        .invalid,
                        "buildpack \(composite.descriptor.id) needs \(reference.name), which is not in the package; "
                            + "add it to [[dependencies]]")
                }
            }
        }
    }

    private static var architecture: String {
        #if arch(arm64)
        "arm64"
        #else
        "amd64"
        #endif
    }
}
