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
        let (request, directories) = try receive()
        let log = PhaseLog(isVerbose: request.isVerbose)
        let environment = try BuildEnvironment(
            inheriting: environment, directories: directories, target: request.target)

        log.phase("DETECTING")
        var detection = DetectPhase(
            directories: directories, store: BuildpackStore(roots: directories.buildpacks), target: request.target,
            environment: environment, log: log, progress: stream.tell)
        let outcome = try detection.run(try request.order ?? builderOrder(directories.order))
        BuildpackExecution.endStragglers()

        phase = .restoreError
        log.phase("RESTORING")
        let cache = directories.cache.flatMap { LayerCache($0) }
        let restored = try restore(outcome.group.map(\.descriptor), from: cache, request, log)

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
        try stream.send(BuildResult(built), from: directories, withBuildBills: request.wantsBuildBills)
    }

    private func builderOrder(_ file: BytePath) throws(BuildpackError) -> BuildpackOrder {
        guard let bytes = try FileSystem.read(file) else {
            throw BuildpackError(.unusable, "the builder has no \(file)")
        }
        return try BuildpackOrder(TOMLReader(parsing: bytes, file: file.description))
    }

    /// Unpacks standard input into the directories of the request.
    private func receive() throws -> (BuildRequest, BuildDirectories) {
        let input = BufferedInput(Descriptor(owning: 0))
        let reader = TarReader { try input.read(into: $0) }
        guard let first = try reader.next(), first.path == BuildRequest.entryName else {
            throw BuildpackError(.hostileArchive, "the request is missing; this program is started by a platform")
        }
        let request = try BuildRequest(
            TOMLReader(parsing: try reader.readContent(limit: 1 << 20), file: BuildRequest.entryName.description))
        var directories = directories
        directories.app = BytePath(request.app)
        // As `pack` gives it to its phases: part of a layer, so that both tools' images have one digest.
        _ = directories.app.withCString { chmod($0, 0o777) }
        let places: [[UInt8]: BytePath] = [
            Array("app".utf8): directories.app, Array("platform".utf8): directories.platform,
            Array("layers".utf8): directories.layers,
        ]
        let extractors = places.mapValues { TarExtractor(into: $0) }
        while let header = try reader.next() {
            let path = try TarExtractor.checked(header.path)
            guard let top = path.components.first, let extractor = extractors[Array(top)] else {
                throw BuildpackError(.hostileArchive, "the request holds \(header.path), which has no place")
            }
            let relative = BytePath(Array(path.bytes.dropFirst(top.count + 1)))
            if !relative.bytes.isEmpty { try extractor.extract(header, from: reader, as: relative) }
        }
        return (request, directories)
    }

    /// Brings back cached layers; the metadata of launch layers came with the request.
    private func restore(
        _ group: [BuildpackDescriptor], from cache: LayerCache?, _ request: BuildRequest, _ log: PhaseLog
    ) throws -> [String: UInt64] {
        try removeStrangers(keeping: group)
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
