import Dispatch
import FoundationEssentials
import Logging
import PlatformModel
import Synchronization

/// The lines of one deployment on their way to the database, in batches.
///
/// Appending never waits. One task runs ``run()``, which writes what has gathered every 100 ms or 64 lines and goes on
/// trying while the database is away.
final class DeploymentLog: Sendable {
    private struct State {
        var pending: [LogLine] = []
        var lastSequence = 0
        var lastWritten = 0
        var isDue = false
        var flushes: [(sequence: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private static let pause = DispatchTimeInterval.milliseconds(100)
    private static let fullBatch = 64
    private static let largestStatement = 512

    private let deployment: DeploymentID
    private let store: PersistentStore
    private let logger: Logger
    private let state = Mutex(State())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(of deployment: DeploymentID, in store: PersistentStore, logger: Logger) {
        self.deployment = deployment
        self.store = store
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func append(_ lines: [TranscriptLine]) {
        let now = Date()
        let (isFull, becameDue) = state.withLock { state in
            for line in lines {
                state.lastSequence += 1
                state.pending.append(
                    LogLine(sequence: state.lastSequence, time: now, stream: line.stream, text: line.rendered))
            }
            defer { state.isDue = true }
            return (state.pending.count >= Self.fullBatch, !state.isDue)
        }
        if isFull {
            signal.yield()
        } else if becameDue {
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.pause) { [signal] in signal.yield() }
        }
    }

    /// Returns when everything appended so far is in the database, or was given up.
    func flush() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                guard state.lastWritten < state.lastSequence else { return true }
                state.flushes.append((state.lastSequence, continuation))
                return false
            }
            if isDone { continuation.resume() } else { signal.yield() }
        }
    }

    /// Lets ``run()`` end; call after ``flush()``.
    func finish() {
        signal.finish()
    }

    /// Writes until ``finish()``.
    func run() async {
        for await _ in signals { await writePending() }
    }

    private func writePending() async {
        while true {
            let batch = state.withLock { state in
                state.isDue = false
                let batch = Array(state.pending.prefix(Self.largestStatement))
                state.pending.removeFirst(batch.count)
                return batch
            }
            guard let last = batch.last?.sequence else { return }
            do {
                try await store.ask { store throws(PlatformError) in try await store.append(batch, to: deployment) }
            } catch {
                logger.error(
                    "lines of a deployment's log are lost",
                    metadata: ["count": "\(batch.count)", "error": "\(error.debugDescription)"])
            }
            let done = state.withLock { state in
                state.lastWritten = last
                let done = state.flushes.filter { $0.sequence <= last }
                state.flushes.removeAll { $0.sequence <= last }
                return done
            }
            done.forEach { $0.continuation.resume() }
        }
    }
}
