import Glibc
import LinuxSystem

/// Detection, restoration and build in one container: reads a request from standard input, answers on standard output,
/// and tells people on standard error.
///
/// Runs without privileges as the builder's user. Whatever it writes the platform treats as hostile, since the
/// buildpacks it starts run as the same user.
public struct ContainerBuild {
    private let directories: BuildDirectories
    private let environment: [String: String]

    public init(directories: BuildDirectories = BuildDirectories(), environment: [String: String]) {
        self.directories = directories
        self.environment = environment
    }

    /// Runs the build and gives the lifecycle's exit status (Platform specification, "Outputs" of each phase).
    public func run() -> CInt {
        signal(SIGPIPE, SIG_IGN)
        umask(0o022)
        var phase = LifecycleStatus.detectError
        let stream = ResultStream()
        let limit = ProcessLimitWatch()
        do {
            try run(&phase, stream)
            return 0
        } catch let error as BuildpackError {
            if limit.isReached { stream.tell(.processLimit) }
            PhaseLog().line("ERROR: \(phase.failure): \(error.message)")
            return LifecycleStatus(for: error, in: phase).rawValue
        } catch {
            PhaseLog().line("ERROR: \(phase.failure): \(error)")
            return phase.rawValue
        }
    }

    private func run(_ phase: inout LifecycleStatus, _ stream: ResultStream) throws {
        let received = try RequestReader(directories, input: Descriptor(owning: 0)) { try stream.answer($0) }.read()
        let (request, directories) = (received.request, received.directories)
        let log = PhaseLog(isVerbose: request.isVerbose)
        let environment = try BuildEnvironment(
            inheriting: environment, directories: directories, target: request.target)

        var start = ContinuousClock.now
        log.phase("DETECTING")
        var detection = DetectPhase(
            directories: directories, store: BuildpackStore(roots: directories.buildpacks), target: request.target,
            environment: environment, log: log, progress: stream.tell)
        let outcome = try detection.run(try request.order ?? builderOrder(directories.order))
        BuildpackExecution.endStragglers()
        log.timer("Detector", since: start)

        phase = .restoreError
        start = .now
        log.phase("RESTORING")
        let cache = request.sendsCachedLayers ? nil : directories.cache.flatMap { LayerCache($0) }
        let restored = try restore(outcome.group.map(\.descriptor), from: cache, request, log)
        log.timer("Restorer", since: start)

        phase = .buildError
        log.phase("BUILDING")
        var build = BuildPhase(
            directories: directories, environment: environment, log: log, entries: outcome.entries,
            progress: stream.tell)
        let built = try build.run(outcome.group)

        phase = .exportError
        if let cache {
            let saved = try cache.save(built, from: directories.layers, restored: restored)
            for layer in saved.kept { log.line("Reusing cache layer '\(layer)'") }
            for layer in saved.added { log.line("Adding cache layer '\(layer)'") }
        }
        try stream.send(
            BuildResult(built), from: directories, for: request,
            knownToPlatform: request.knowsUntouchedFiles ? received.source.isUntouched : nil)
    }

    private func builderOrder(_ file: BytePath) throws(BuildpackError) -> BuildpackOrder {
        guard let bytes = try FileSystem.read(file) else {
            throw BuildpackError(.unusable, "the builder has no \(file)")
        }
        return try BuildpackOrder(TOMLReader(parsing: bytes, file: file.description))
    }

    /// Brings back cached layers; the metadata of launch layers came with the request, as did the layers themselves where
    /// the platform keeps them.
    private func restore(
        _ group: [BuildpackDescriptor], from cache: LayerCache?, _ request: BuildRequest, _ log: PhaseLog
    ) throws -> [String: UInt64] {
        try removeStrangers(keeping: group)
        for name in request.cachedLayers where group.contains(where: { name.hasPrefix($0.id + ":") }) {
            log.line("Restoring data for \"\(name)\" from cache")
        }
        guard let cache, request.restoresCache else { return [:] }
        let restored = try cache.restore(group.map(\.id), into: directories.layers)
        for name in restored.keys.sorted() { log.line("Restoring data for \"\(name)\" from cache") }
        return restored
    }

    /// Metadata of buildpacks that do not take part this time has no reader.
    private func removeStrangers(keeping group: [BuildpackDescriptor]) throws(BuildpackError) {
        let names = Set(group.map { Array($0.directoryName.utf8) })
        for name in try FileSystem.names(in: directories.layers) where !names.contains(name) {
            try FileSystem.remove(directories.layers.appending(name))
        }
    }
}
