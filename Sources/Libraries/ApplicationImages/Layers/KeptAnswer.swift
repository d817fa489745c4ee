import BuildpackLifecycle
import Dispatch
import Synchronization

/// Where the thread that sends a request waits for what the thread that reads the result is told of kept files.
package final class KeptAnswer: Sendable {
    private struct State {
        var awaitedCount: Int?
        var files: KeptFiles?
    }

    private let state = Mutex(State())
    private let given = DispatchSemaphore(value: 0)

    package init() {}

    /// How many files were asked about; nil before that, and once it is answered.
    package var awaitedCount: Int? { state.withLock { $0.files == nil ? $0.awaitedCount : nil } }

    /// Has to be called before the question is sent.
    package func expect(_ count: Int) { state.withLock { $0.awaitedCount = count } }

    package func give(_ files: KeptFiles) {
        state.withLock { $0.files = files }
        given.signal()
    }

    /// No answer will come any more.
    package func end() { given.signal() }

    /// The answer; nil where none came. Blocks.
    package func wait() -> KeptFiles? {
        given.wait()
        return state.withLock { $0.files }
    }

    /// The answer if it is there already.
    package var current: KeptFiles? { state.withLock { $0.files } }
}
