@preconcurrency import Dispatch
import Synchronization

/// Waits until a descriptor becomes readable, without a thread of its own; here a pidfd, which does so when its process
/// ends.
final class ExitWatch: Sendable {
    private let source: any DispatchSourceRead
    private let state = Mutex<State>(.idle)

    private enum State {
        case idle
        case waiting(CheckedContinuation<Void, Never>)
        case over
    }

    init(_ descriptor: Int32) {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
        self.source = source
        source.setEventHandler { [weak self] in self?.cancel() }
        source.resume()
    }

    /// Returns when the process has ended or ``cancel()`` was called.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if case .over = state { return true }
                state = .waiting(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    func cancel() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state = .over }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        source.cancel()
        waiting?.resume()
    }
}
