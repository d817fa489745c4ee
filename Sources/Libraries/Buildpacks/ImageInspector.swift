import DockerEngine

/// Shows what builders and application images in the daemon consist of.
public struct ImageInspector: Sendable {
    private let engine: DockerEngine
    private let format: InspectionFormat
    private let output: BuildOutput

    public init(engine: DockerEngine, format: InspectionFormat = .humanReadable, output: BuildOutput) {
        self.engine = engine
        self.format = format
        self.output = output
    }

    /// Shows a builder's run image, buildpacks and order.
    public func builder(_ name: String) async throws {
        let builder = try await BuilderImage.load(name, from: engine)
        guard format == .humanReadable else { return output.text(try format.document(Self.document(name, builder))) }
        output.line("Inspecting builder: \(name)")
        output.line("")
        if let description = builder.metadata.description { output.line("Description: \(description)") }
        if let tool = builder.metadata.createdBy {
            output.line("Created By: \(tool.name ?? "unknown") \(tool.version ?? "")")
        }
        if let stack = builder.stackID { output.line("Stack: \(stack)") }
        output.line("Lifecycle: \(builder.metadata.lifecycle?.version ?? "unknown")")
        output.line("Run Images:")
        for image in builder.metadata.images ?? [builder.metadata.stack?.runImage].compactMap({ $0 }) {
            output.line("  \(image.image)")
            for mirror in image.mirrors ?? [] { output.line("  \(mirror)  (mirror)") }
        }
        output.line("Buildpacks:")
        for buildpack in builder.metadata.buildpacks ?? [] {
            output.line("  \(buildpack.id)  \(buildpack.version ?? "")  \(buildpack.homepage ?? "")")
        }
        if !builder.extensionIDs.isEmpty {
            output.line("Extensions (not supported): \(builder.extensionIDs.joined(separator: ", "))")
        }
        output.line("Detection Order:")
        for (index, group) in builder.order.groups.enumerated() {
            output.line("  Group #\(index + 1):")
            for reference in group {
                output.line("    \(reference.name)\(reference.isOptional ? "  (optional)" : "")")
            }
        }
    }

    /// Shows an application image's base, buildpacks and processes.
    public func application(_ name: String) async throws {
        let inspection: ImageInspection
        do {
            inspection = try await engine.inspectImage(name)
        } catch let error as DockerError where error.code == .notFound {
            throw BuildFailure(.invalid, "image \"\(name)\" is not in the Docker daemon")
        }
        let labels = inspection.config?.labels ?? [:]
        guard let layers = LabelJSON.decode(LayersMetadata.self, labels[LayersMetadata.label]),
            let build = LabelJSON.decode(BuildMetadata.self, labels[BuildMetadata.label])
        else { throw BuildFailure(.invalid, "image \"\(name)\" was not made from buildpacks") }
        guard format == .humanReadable else {
            let process = inspection.config?.entrypoint?.first.flatMap { entry in
                entry.hasPrefix("/cnb/process/") ? String(entry.dropFirst("/cnb/process/".count)) : nil
            }
            let document = Self.document(
                name, stack: labels["io.buildpacks.stack.id"], layers, build,
                isRebasable: labels["io.buildpacks.rebasable"] != "false", defaultProcess: process)
            return output.text(try format.document(document))
        }
        output.line("Inspecting image: \(name)")
        output.line("")
        if let stack = labels["io.buildpacks.stack.id"] { output.line("Stack: \(stack)") }
        output.line("Base Image:")
        output.line("  Reference: \(layers.runImage.reference ?? "")")
        output.line("  Top Layer: \(layers.runImage.topLayer ?? "")")
        output.line("Run Images:")
        output.line("  \(layers.runImage.image ?? "")")
        output.line("Buildpacks:")
        for buildpack in build.buildpacks {
            output.line("  \(buildpack.id)  \(buildpack.version)  \(buildpack.homepage ?? "")")
        }
        output.line("Processes:")
        for process in build.processes {
            let command = (process.command + process.args).joined(separator: " ")
            output.line("  \(process.type)  \(process.direct ? "direct" : "shell")  \(command)")
        }
    }
}
