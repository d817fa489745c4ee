import BuildpackLifecycle
import Synchronization

/// Which buildpack runs, as far as the build container tells; good for a sentence, not for a decision.
final class BuildProgress: Sendable {
    private struct State {
        var buildpack: String?
        var isAtProcessLimit = false
    }

    private let state = Mutex(State())

    func note(_ entry: ProgressEntry) {
        state.withLock { state in
            switch entry {
            case .running(let name): state.buildpack = name
            case .processLimit: state.isAtProcessLimit = true
            }
        }
    }

    var isAtProcessLimit: Bool { state.withLock { $0.isAtProcessLimit } }

    /// A failure that names the limit and, where it is known, the buildpack that reached it.
    func limit(_ what: String) -> BuildFailure {
        let buildpack = state.withLock { $0.buildpack }
        return BuildFailure(.limit, what + (buildpack.map { ", in buildpack \($0)" } ?? ""))
    }
}
