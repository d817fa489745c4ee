import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into the cancellation of the running command.
final class Interruption: Sendable {
    private let task = Mutex<Task<Void, any Error>?>(nil)
    private let wasSignaled = Mutex(false)

    /// Blocks the signals for every thread to come and waits for them on one of its own.
    init() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Interruption>.fromOpaque(context).takeRetainedValue().wait()
                return nil
            }, context)
    }

    /// Runs `work` so that a signal cancels it.
    func running(_ work: @escaping @Sendable () async throws -> Void) async throws {
        // Not a child task: the waiting thread needs a handle to cancel.
        let started = Task { try await work() }
        task.withLock { $0 = started }
        if wasSignaled.withLock({ $0 }) { started.cancel() }
        try await started.value
    }

    private func wait() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        while true {
            var number: CInt = 0
            guard sigwait(&signals, &number) == 0 else { continue }
            wasSignaled.withLock { $0 = true }
            task.withLock { $0?.cancel() }
        }
    }
}
