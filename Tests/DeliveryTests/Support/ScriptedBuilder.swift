import PlatformModel
import Synchronization

/// A builder that does what a test says and remembers what it was asked.
final class ScriptedBuilder: ImageBuilder {
    typealias Report = @Sendable (BuildEvent) async -> Void
    typealias Script = @Sendable (BuildRequest, Report) async throws(BuildFailure) -> BuiltImage

    private struct State {
        var script: Script
        var requests: [BuildRequest] = []
        var sweeps: [Set<ProjectID>] = []
    }

    private let state: Mutex<State>

    init(_ script: @escaping Script = ScriptedBuilder.success) {
        state = Mutex(State(script: script))
    }

    var requests: [BuildRequest] { state.withLock(\.requests) }
    var sweeps: [Set<ProjectID>] { state.withLock(\.sweeps) }

    func use(_ script: @escaping Script) { state.withLock { $0.script = script } }

    func build(
        _ request: BuildRequest, source: @Sendable () async throws(BuildFailure) -> Void,
        report: @Sendable (BuildEvent) async -> Void
    ) async throws(BuildFailure) -> BuiltImage {
        try await source()
        let script = state.withLock { state in
            state.requests.append(request)
            return state.script
        }
        // The port lends the closure for the time of the call, which is all the script has.
        return try await withoutActuallyEscaping(report) { (report) async throws(BuildFailure) -> BuiltImage in
            try await script(request, report)
        }
    }

    func sweep(except running: Set<ProjectID>) async throws(PlatformError) {
        state.withLock { $0.sweeps.append(running) }
    }

    /// An image whose digest follows from the commit alone.
    static let success: Script = { (request, report) async throws(BuildFailure) -> BuiltImage in
        await report(.started(tool: "scripted 1.0"))
        await report(.output("===> BUILDING"))
        await report(.publishing(request.image.tagged(request.commit)))
        await report(.published("1 of 1 layers new, 1.0 kB"))
        return image(of: request.commit)
    }

    static func image(of commit: CommitID) -> BuiltImage {
        BuiltImage(
            digest: ImageDigest("sha256:\(commit)\(commit.description.prefix(24))")!, builder: "paastech/builder:test",
            buildTime: .milliseconds(300), publishTime: .milliseconds(40))
    }
}
