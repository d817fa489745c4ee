import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into the cancellation of the running command.
///
/// The main thread itself waits for them. Were it left to an asynchronous `main`, it would stand in libdispatch's
/// `sigsuspend` with an empty mask, and the first signal would end the process with its default action.
final class Interruption: Sendable {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    private let task = Mutex<Task<Void, any Error>?>(nil)
    private let wasSignaled = Mutex(false)

    /// Blocks the signals for the calling thread, the first of the process, and so for every one to come.
    init() {
        var set = Self.signalSet
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Starts `program`, which ends the process itself, and waits for signals on the calling thread meanwhile.
    func whileRunning(_ program: @escaping @Sendable () async -> Void) -> Never {
        // Detached: this thread runs nothing of the main actor's any more.
        Task.detached(operation: program)
        var set = Self.signalSet
        while true {
            var number: CInt = 0
            guard sigwait(&set, &number) == 0 else { continue }
            wasSignaled.withLock { $0 = true }
            task.withLock { $0?.cancel() }
        }
    }

    var isInterrupted: Bool { wasSignaled.withLock { $0 } }

    /// Runs `work` so that a signal cancels it.
    func running(_ work: @escaping @Sendable () async throws -> Void) async throws {
        // Not a child task: the waiting thread needs a handle to cancel.
        let started = Task { try await work() }
        task.withLock { $0 = started }
        if wasSignaled.withLock({ $0 }) { started.cancel() }
        try await started.value
    }

    private static var signalSet: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in signals { sigaddset(&set, number) }
        return set
    }
}
