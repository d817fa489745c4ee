import BuildpackLifecycle
import DockerEngine

/// Runs the lifecycle of one build in one container without privileges, and removes the container whatever happens.
struct BuildContainer: Sendable {
    static let cachePath = "/cache"

    let engine: DockerEngine
    let builder: BuilderImage
    let options: BuildOptions
    let cache: BuildCache
    let lifecycle: LifecycleBinary
    let output: BuildOutput
    private let progress = BuildProgress()

    init(
        engine: DockerEngine, builder: BuilderImage, options: BuildOptions, cache: BuildCache,
        lifecycle: LifecycleBinary, output: BuildOutput
    ) {
        self.engine = engine
        self.builder = builder
        self.options = options
        self.cache = cache
        self.lifecycle = lifecycle
        self.output = output
    }

    /// Runs the build.
    ///
    /// - Throws: ``BuildFailure``; the lifecycle's own failures have code `lifecycle`.
    func run(request: RequestArchive) async throws -> (product: BuildProduct, removal: Task<Void, Never>) {
        let keepsSource = request.exchange?.keepsSource == true
        let isCacheNew = try await prepareCache()
        var isSourceNew = false
        do {
            if keepsSource, let keptSource { isSourceNew = try await keptSource.prepare(clearing: options.clearsCache) }
            var directories: [String] = []
            if isCacheNew { directories.append(Self.cachePath) }
            if isSourceNew || options.workspace != "/workspace" { directories.append(options.workspace) }
            return try await run(request, in: specification(keepsSource: keepsSource), owning: directories)
        } catch {
            // A build that failed has kept nothing.
            if isCacheNew { await remove(volume: cacheVolume) }
            if isSourceNew { await remove(volume: options.launchCache) }
            throw error
        }
    }

    /// - Parameter directories: what is to belong to the builder's user.
    private func run(
        _ request: RequestArchive, in specification: ContainerSpecification, owning directories: [String]
    ) async throws -> (product: BuildProduct, removal: Task<Void, Never>) {
        let container = TemporaryContainer(engine: engine)
        describe(specification)
        let id = try await container.create(specification)
        do {
            for directory in directories { try await giveToBuilder(directory, in: id) }
            let product = try await exchange(id, request)
            // The export need not wait for the removal; the caller does at its end.
            return (product, Task { await container.remove(id) })
        } catch {
            await container.remove(id)
            throw error
        }
    }

    private func exchange(_ id: String, _ request: RequestArchive) async throws -> BuildProduct {
        if !builder.hasLifecycle { try await upload(id) }
        let container = try AttachedContainer(id, socketPath: engine.socketPath)
        return try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: BuildProduct?.self) { group in
                group.addTask { try await send(request, to: container) }
                group.addTask {
                    try await engine.startContainer(id)
                    return nil
                }
                group.addTask { try await receive(from: container, id, request.exchange) }
                group.addTask {
                    try await Task.sleep(for: options.limits.duration)
                    let seconds = options.limits.duration.components.seconds
                    throw progress.limit("the build took longer than \(seconds) s, the limit of its time")
                }
                defer {
                    group.cancelAll()
                    container.abort()
                }
                while let finished = try await group.next() {
                    if let product = finished { return product }
                }
                throw BuildFailure(.canceled, "the build was interrupted")
            }
        } onCancel: {
            container.abort()
        }
    }

    private func send(
        _ request: RequestArchive, to container: AttachedContainer
    ) async throws -> BuildProduct? {
        try await BlockingWork.run("request") {
            let batch = OutputBatch(container)
            let writer = TarWriter { try batch.write($0) }
            do {
                try request.write(to: writer) { try batch.flush() }
                try writer.finish()
                try batch.flush()
            } catch is OutputBatch.ReaderGone {
                // The lifecycle has ended early; its status says why.
            }
            container.endInput()
        }
        return nil
    }

    private func receive(
        from container: AttachedContainer, _ id: String, _ exchange: SourceExchange?
    ) async throws -> BuildProduct? {
        // Whoever waits for an answer of the lifecycle waits no longer than for the lifecycle itself.
        defer { exchange?.answer.end() }
        let product = try await BlockingWork.run("result") {
            let stream = ContainerResult(container, output: output, limits: options.limits, progress: progress)
            let unpacker = ResultUnpacker(
                userID: builder.userID, groupID: builder.groupID, workspace: options.workspace, progress: progress.note,
                source: { exchange?.take($0) }, kept: exchange?.answer)
            let product = try unpacker.unpack { try stream.read(into: $0) }
            // What is printed comes by a pipe of its own, so its end may lie behind that of the result.
            try stream.drain()
            return product
        }
        if let product { return product }
        try Task.checkCancellation()
        throw try await failure(of: id)
    }

    /// Why the lifecycle ended without a result.
    private func failure(of id: String) async throws -> BuildFailure {
        let status = try await engine.waitContainer(id)
        let container = try await engine.inspectContainer(id)
        // Whoever runs the platform may have changed the limits meanwhile.
        if container.state.endedForMemory {
            let limit = (container.host?.memory ?? options.limits.memory) >> 20
            return progress.limit("the build needed more than \(limit) MiB, the limit of its memory")
        }
        if progress.isAtProcessLimit {
            let limit = container.host?.pidsLimit ?? options.limits.processes
            return progress.limit("the build started more than \(limit) processes, the limit of their number")
        }
        return .lifecycle(status == 0 ? Int(LifecycleStatus.buildError.rawValue) : status)
    }

    private func specification(keepsSource: Bool) -> ContainerSpecification {
        var specification = ContainerSpecification(image: builder.id)
        specification.config.user = "\(builder.userID):\(builder.groupID)"
        specification.config.entrypoint = [builder.hasLifecycle ? "/cnb/lifecycle/lifecycle" : Self.uploadedPath]
        specification.config.command = []
        specification.config.workingDirectory = "/"
        specification.config.opensStdin = true
        specification.config.stdinOnce = true
        specification.config.attachesStdin = true
        specification.config.attachesStdout = true
        specification.config.attachesStderr = true
        specification.config.labels = ["author": "pack", "io.buildpacks.builder": builder.name]
        specification.host = hostConfig
        if keepsSource, let source = options.launchCache {
            specification.host.mounts =
                (specification.host.mounts ?? []) + [.volume(source, at: options.workspace)]
        }
        return specification
    }

    /// What `pack` tells of the containers it starts.
    private func describe(_ specification: ContainerSpecification) {
        let (container, host) = (specification.config, specification.host)
        let mounts = (host.mounts ?? []).map { "\($0.source ?? ""):\($0.target)" }
        output.detail(
            """
            Running the lifecycle from image '\(builder.name)' with:
            Container Settings:
              Args: '\((container.entrypoint ?? []).joined(separator: " "))'
              Image: '\(builder.id)'
              User: '\(container.user ?? "")'
            Host Settings:
              Binds: '\(((host.binds ?? []) + mounts).joined(separator: " "))'
              Network Mode: '\(host.networkMode ?? "")'
            """)
    }

    private var hostConfig: HostConfig {
        var host = HostConfig()
        host.memory = options.limits.memory
        host.memorySwap = options.limits.memory
        host.nanoCPUs = Int64(options.limits.cpus * 1_000_000_000)
        host.pidsLimit = options.limits.processes
        host.droppedCapabilities = ["ALL"]
        host.securityOptions = ["no-new-privileges:true"]
        host.networkMode = options.network ?? "default"
        // The streams are read here; a log would keep every result a second time.
        host.logConfig = LogConfig(type: "none")
        let owner = "uid=\(builder.userID),gid=\(builder.groupID)"
        host.temporaryFileSystems = ["/platform": "rw,exec,nosuid,nodev,mode=0755,\(owner)"]
        var binds = options.volumes
        if case .directory(let path) = cache { binds.append("\(path):\(Self.cachePath):rw") }
        host.binds = binds.isEmpty ? nil : binds
        if case .volume(let name) = cache { host.mounts = [.volume(name, at: Self.cachePath)] }
        return host
    }

    // MARK: The cache volumes

    /// Makes the place where it is missing. True when it is new and belongs to root still.
    private func prepareCache() async throws -> Bool {
        switch cache {
        case .directory(let directory):
            let path = BytePath(directory)
            if options.clearsCache { try FileSystem.removeContents(of: path) }
            try FileSystem.makeDirectories(path)
            return true
        case .volume(let name): return try await prepareVolume(name)
        case .image, .none: return false
        }
    }

    private func prepareVolume(_ name: String) async throws -> Bool {
        if options.clearsCache {
            do {
                try await engine.removeVolume(name)
                output.detail("Build cache '\(name)' cleared")
            } catch let error as DockerError where error.code == .notFound {}
        } else {
            do {
                _ = try await engine.inspectVolume(name)
                return false
            } catch let error as DockerError where error.code == .notFound {}
        }
        let engine = engine
        // Not a child task: cancelled in the middle of the request, the volume would come into being unnoticed.
        try await Task { _ = try await engine.createVolume(name, labels: ["author": "pack"]) }.value
        return true
    }

    /// A build that failed has kept nothing, so a volume made for it goes with it.
    private func remove(volume name: String?) async {
        guard let name else { return }
        let engine = engine
        // Not a child task: a cancelled build has to be cleaned up too.
        await Task { try? await engine.removeVolume(name) }.value
    }

    private var cacheVolume: String? {
        if case .volume(let name) = cache { name } else { nil }
    }

    private var keptSource: KeptSourceVolume? {
        options.launchCache.map { KeptSourceVolume(engine: engine, name: $0, userID: builder.userID) }
    }

    private func giveToBuilder(_ path: String, in id: String) async throws {
        let header = TarHeader(
            path: BytePath(path.dropFirst() + "/"), kind: .directory, mode: 0o755, userID: builder.userID,
            groupID: builder.groupID)
        try await engine.putArchive(.bytes(try archive { try $0.append(header) }), into: id, at: "/")
    }

    // MARK: The lifecycle for builders that do not hold it

    private static let uploadedPath = "/cnb/platform-lifecycle/lifecycle"

    private func upload(_ id: String) async throws {
        let contents = try lifecycle.contents()
        let bytes = try archive { writer in
            try writer.append(TarHeader(path: "cnb/platform-lifecycle/", kind: .directory, mode: 0o755))
            try writer.append(
                TarHeader(path: "cnb/platform-lifecycle/lifecycle", kind: .regular, mode: 0o755), content: contents)
        }
        try await engine.putArchive(.bytes(bytes), into: id, at: "/")
    }

    private func archive(_ fill: (TarWriter) throws -> Void) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let writer = TarWriter { bytes.append(contentsOf: $0) }
        try fill(writer)
        try writer.finish()
        return bytes
    }
}
