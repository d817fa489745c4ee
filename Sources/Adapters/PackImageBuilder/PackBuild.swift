import DockerEngine
import FoundationEssentials
import LinuxSystem
import PlatformModel

/// One build from request to published image.
struct PackBuild: Sendable {
    private let request: BuildRequest
    private let configuration: PackBuilderConfiguration
    private let engine: DockerEngine
    private let network: BuildNetwork
    private let publication: ImagePublication
    private let builder: String
    private let tool: PackTool

    init(_ request: BuildRequest, builder owner: PackImageBuilder) {
        self.request = request
        configuration = owner.configuration
        engine = owner.engine
        builder = request.configuration.builder ?? owner.configuration.defaultBuilder
        let searchPath = owner.configuration.searchPath
        tool = PackTool(builder: builder, configuration: configuration) { ChildCommand.find($0, in: searchPath) }
        network = BuildNetwork(engine: engine, configuration: configuration, project: request.image.project)
        publication = ImagePublication(engine: engine, image: request.image, commit: request.commit)
    }

    /// - Throws: ``BuildFailure``, `DockerError`, `CancellationError`.
    func run(
        _ source: @Sendable () async throws(BuildFailure) -> Void, _ report: @Sendable (BuildEvent) async -> Void
    ) async throws -> BuiltImage {
        let watch = BuildContainerWatch(engine: engine, network: network.name, limits: configuration.limits)
        async let images = BuilderImages(engine: engine, configuration: configuration).prepare(builder, for: tool)
        async let networkIsThere: Void = ensureNetwork()
        async let registryIsThere: Void = publication.requireRegistry()
        async let version = PackVersion.text(of: tool, configuration)
        // A build of this project whose process died may have left containers; they count as this one's.
        async let leftoversAreGone: Void = BuildSweep(engine: engine).sweep(network.name)
        async let watching = watch.open()
        try await source()
        let started = ContinuousClock.now
        try prepareWorkspace()
        try await registryIsThere
        let prepared = try await images
        try await networkIsThere
        try await leftoversAreGone
        let events = try await watching
        await report(.started(tool: await version))
        let invocation = PackInvocation(
            request, tool: tool,
            surroundings: .init(
                builder: prepared.builder, lifecycleImage: prepared.lifecycle, network: network.name,
                descriptor: descriptorPath, home: homePath, workingDirectory: emptyPath),
            configuration: configuration)
        let (output, publishing) = try await execute(invocation, watch, events, report)
        return try await publish(output, started: started, publishing: publishing, report)
    }

    /// Once asked for, the network comes into being even if nobody waits; so it is waited for even when the task is
    /// cancelled, in a task of its own, lest a sweep come before it.
    private func ensureNetwork() async throws {
        let network = network
        try await Task { try await network.ensure() }.value
    }

    // MARK: Running

    /// Runs the program to its end.
    ///
    /// - Returns: what it printed, and when it began to publish, where it publishes itself.
    private func execute(
        _ invocation: PackInvocation, _ watch: BuildContainerWatch, _ events: JSONStream<EngineEvent>,
        _ report: @Sendable (BuildEvent) async -> Void
    ) async throws -> (PackOutput, ContinuousClock.Instant?) {
        do {
            return try await watch.during(events) { try await follow(invocation, watch, report) }
        } catch {
            await sweep(watch.traces)
            throw error
        }
    }

    private func follow(
        _ invocation: PackInvocation, _ watch: BuildContainerWatch, _ report: @Sendable (BuildEvent) async -> Void
    ) async throws -> (PackOutput, ContinuousClock.Instant?) {
        try Task.checkCancellation()
        let process: BuilderProcess
        do {
            process = try BuilderProcess(invocation.command, limits: configuration.limits)
        } catch {
            throw BuildFailure(
                .unavailable, stage: .build,
                message: "Build failed: cannot start \(tool.path): \(LinuxError.reason(error.code)); "
                    + "PAASTECH_PACK names the pack program to use")
        }
        return try await withTaskCancellationHandler {
            var output = PackOutput()
            var publishing: ContinuousClock.Instant?
            while true {
                switch await process.next() {
                case .line(let bytes):
                    let event = output.consume(bytes)
                    await report(.output(event.text))
                    guard publishing == nil, case .bundled = tool, event.begins(.exporting) else { continue }
                    publishing = .now
                    await report(.publishing(request.image.tagged(request.commit)))
                case .ended(let ending):
                    try await check(ending, output, watch)
                    return (output, publishing)
                }
            }
        } onCancel: {
            process.cancel()
        }
    }

    private func check(_ ending: BuilderProcess.Ending, _ output: PackOutput, _ watch: BuildContainerWatch) async throws
    {
        let limits = configuration.limits
        switch ending {
        case .ended(.exited(0)): return
        case .canceled: throw BuildFailure(.canceled, stage: .build, message: "Build canceled")
        case .timeLimit:
            let minutes = limits.duration.components.seconds / 60
            let limit = minutes > 0 ? "\(minutes) min" : "\(limits.duration.components.seconds) s"
            throw limitExceeded("the build took longer than \(limit), the limit of its time")
        case .outputLimit:
            throw limitExceeded("the build printed more than \(limits.output >> 20) MiB, the limit of its output")
        case .ended(let status):
            // The bundled program names the buildpack, too.
            let namesLimit = output.lastError?.contains("the limit of ") == true
            if !namesLimit, await watch.ranOutOfMemory() {
                throw limitExceeded("the build needed more than \(limits.memory >> 20) MiB, the limit of its memory")
            }
            let sentence = FailureSentence(
                builder: builder, path: request.configuration.path,
                asksForBuildpacks: !request.configuration.buildpacks.isEmpty)
            throw sentence.failure(output, status, tool: tool.name)
        }
    }

    private func limitExceeded(_ reason: String) -> BuildFailure {
        BuildFailure(.limitExceeded, stage: .build, message: "Build failed: \(reason)")
    }

    /// Cleans up although the task may be cancelled, hence in a task of its own that is waited for.
    private func sweep(_ traces: BuildContainerWatch.Traces) async {
        let (engine, name) = (engine, network.name)
        // What resists is left to the sweep that runs from time to time.
        await Task { try? await BuildSweep(engine: engine).sweep(name, traces) }.value
    }

    // MARK: Publishing

    private func publish(
        _ output: PackOutput, started: ContinuousClock.Instant, publishing: ContinuousClock.Instant?,
        _ report: @Sendable (BuildEvent) async -> Void
    ) async throws -> BuiltImage {
        let publishingSince = publishing ?? .now
        let digest: ImageDigest
        let summary: String
        switch tool {
        case .upstream:
            await report(.publishing(request.image.tagged(request.commit)))
            (digest, summary) = try await publication.push()
        case .bundled:
            digest = try await publication.confirm(output.digest)
            let total = output.layersAdded + output.layersReused
            summary = total == 0 ? "done" : "\(output.layersAdded) of \(total) layers new"
        }
        await report(.published("\(summary)  \(digest.abbreviated)…"))
        return BuiltImage(
            digest: digest, builder: builder, buildTime: publishingSince - started, publishTime: .now - publishingSince)
    }

    // MARK: The workspace

    private var descriptorPath: String { "\(request.workspace)/project.toml" }
    private var homePath: String { "\(request.workspace)/home" }
    private var emptyPath: String { "\(request.workspace)/empty" }

    private func prepareWorkspace() throws {
        do {
            for path in [homePath, emptyPath] {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
            try Data(try descriptor().text.utf8).write(to: URL(filePath: descriptorPath))
        } catch let error as ProjectDescriptor.Invalid {
            throw BuildFailure(
                .failed, stage: .build, message: "Build failed: project.toml cannot be read: \(error.reason)")
        } catch let error as LinuxError {
            throw BuildFailure(.failed, stage: .build, message: "Build failed: \(error)")
        }
    }

    /// What may be kept of the source's own descriptor.
    private func descriptor() throws -> ProjectDescriptor {
        let directory = request.configuration.path
        let path = (directory == "." ? request.export : "\(request.export)/\(directory)") + "/project.toml"
        guard let text = try SourceFile.text(at: path, limit: 64 << 10) else { return ProjectDescriptor() }
        return try ProjectDescriptor(source: text)
    }
}

extension PackOutput.Event {
    var text: String {
        switch self {
        case .line(let text), .phase(_, line: let text): text
        }
    }

    func begins(_ phase: PackOutput.Phase) -> Bool {
        if case .phase(phase, line: _) = self { true } else { false }
    }
}
