import BuildpackLifecycle
import DockerEngine
import OCIRegistry

/// Puts a buildpack and those it is composed of into an image or a file (Distribution specification, "Buildpackage").
public struct BuildpackPackage: Sendable {
    /// What the package becomes.
    public enum Format: String, Sendable, CaseIterable {
        case image, file
    }

    private let name: String
    private let configurationPath: String?
    private let path: String?
    private let format: Format
    private let publishes: Bool
    private let images: ImageFetch
    private let logins: RegistryLogins
    private let engine: DockerEngine
    private let output: BuildOutput

    /// - Parameters:
    ///   - name: of the image, or path of the file, to which `.cnb` is added where it has no extension.
    ///   - configurationPath: path of `package.toml`.
    ///   - path: the buildpack's directory where there is no `package.toml`; the current one where neither is given.
    public init(
        name: String, format: Format = .image, configurationPath: String?, path: String?, publishes: Bool,
        pullPolicy: BuildOptions.PullPolicy, engine: DockerEngine, logins: RegistryLogins = .none, output: BuildOutput
    ) {
        let hasExtension = name.split(separator: "/").last?.dropFirst().contains(".") == true
        self.name = format == .file && !hasExtension ? name + ".cnb" : name
        self.format = format
        self.configurationPath = configurationPath
        self.path = path
        self.publishes = publishes
        images = ImageFetch(engine: engine, policy: pullPolicy, logins: logins, output: output)
        self.logins = logins
        self.engine = engine
        self.output = output
    }

    /// Makes the file, or the image in the daemon, which is pushed when it is to be published.
    public func run() async throws {
        if format == .image { _ = try ImageReference(name) }
        guard format == .image || !publishes else {
            throw BuildFailure(.invalid, "--publish and --format file cannot be used together; a file is not published")
        }
        let buildpacks = try await read()
        try check(buildpacks)
        let layers = try await BlockingWork.run("layers") { try buildpacks.map { try BuildpackLayer($0) } }
        let image = try configuration(of: buildpacks, layers)
        if format == .file {
            if !name.hasSuffix(".cnb") { output.line("Warning: \(name) has not the extension .cnb of a package") }
            try await PackageFile(path: BytePath(name), configuration: image, layers: layers.map(\.layer)).write()
        } else {
            try await DaemonImage(image, layers: layers.map(\.layer.content)).load(into: engine, tags: [name])
        }
        if publishes {
            let pushed = try await engine.pushImage(name, credentials: try await logins.credentials(forImage: name))
            output.line("*** Digest: \(pushed.digest)")
        }
        let place = format == .file ? "file" : publishes ? "registry" : "docker daemon"
        output.line("Successfully \(publishes ? "published" : "created") package \(name) and saved to \(place)")
        output.result(name)
    }

    private func configuration(
        of buildpacks: [LocalBuildpack], _ layers: [BuildpackLayer]
    ) throws -> ImageConfiguration {
        let main = buildpacks[0].descriptor
        let metadata = PackageReader.Metadata(
            id: main.id, version: main.version, name: main.name, homepage: main.homepage,
            stacks: (main.stacks.isEmpty ? ["*"] : main.stacks).map { .init(id: $0) })
        var image = ImageConfiguration(
            architecture: MachineArchitecture.name, os: "linux", rootfs: .init(diffIDs: layers.map(\.layer.diffID)))
        image.created = "1980-01-01T00:00:01Z"
        image.history = layers.map { .init(created: image.created, createdBy: $0.layer.createdBy) }
        var execution = ImageConfiguration.Execution()
        execution.labels = [
            PackageReader.label: try LabelJSON.encode(metadata),
            BuilderMetadata.layersLabel: try LabelJSON.encode(BuildpackLayer.index(of: layers)),
        ]
        image.config = execution
        return image
    }

    /// The buildpack itself, then its dependencies.
    private func read() async throws -> [LocalBuildpack] {
        let sources = BuildpackSources(packages: PackageReader(engine: engine, images: images))
        guard let configurationPath else { return try await sources.read(path ?? ".", relativeTo: nil) }
        guard path == nil else { throw BuildFailure(.invalid, "--path and --config cannot be used together") }
        let file = BytePath(configurationPath)
        guard let bytes = try FileSystem.read(file) else {
            throw BuildFailure(.invalid, "package configuration \(file) does not exist")
        }
        let document = try TOMLReader(parsing: bytes, file: configurationPath)
        guard document.table["extension"] == nil else {
            throw document.failure("extension", "asks for an image extension, which is not supported")
        }
        let directory = file.parent
        var found = try await sources.read(document.requiredSubtable("buildpack"), relativeTo: directory)
        for entry in try document.subtables("dependencies") {
            for buildpack in try await sources.read(entry, relativeTo: directory)
            where !found.contains(where: { $0.reference == buildpack.reference }) {
                found.append(buildpack)
            }
        }
        return found
    }

    /// Whatever a composite buildpack names has to be in the package.
    private func check(_ buildpacks: [LocalBuildpack]) throws {
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
}
