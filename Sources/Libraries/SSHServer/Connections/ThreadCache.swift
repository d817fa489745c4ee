import Dispatch
import LinuxSystem
import Synchronization

/// Threads that wait a while for more work when theirs is done.
///
/// A new thread for each connection costs more than itself: its stack's pages, and what the C library and OpenSSL make for
/// each thread (a random generator, seeded).
final class ThreadCache: Sendable {
    typealias Work = @Sendable () -> Void

    /// A thread without work.
    private final class Idler: Sendable {
        let hasWork = DispatchSemaphore(value: 0)
        let work = Mutex<Work?>(nil)
    }

    /// Threads that wait at once, at most.
    private static let limit = 8
    private static let patience = DispatchTimeInterval.seconds(10)

    /// The last is the warmest.
    private let idle = Mutex<[Idler]>([])

    /// Runs the work on a thread of its own.
    ///
    /// - Throws: ``LinuxError`` when no thread can be had.
    func run(_ work: @escaping Work) throws(LinuxError) {
        let warm = idle.withLock { $0.popLast() }
        let idler = warm ?? Idler()
        idler.work.withLock { $0 = work }
        if warm == nil { try OwnedThread.start { self.serve(idler) } } else { idler.hasWork.signal() }
    }

    /// Takes its first work out of the idler: held by nothing else, it is let go of when it is done.
    private func serve(_ first: Idler) {
        var work = first.work.withLock { $0.take() }
        while work != nil {
            work?()
            // Whatever it holds is let go of before the wait.
            work = nil
            work = nextWork()
        }
    }

    /// Waits for work; nil when there was none for a while.
    private func nextWork() -> Work? {
        let idler = Idler()
        let isWelcome = idle.withLock { idle in
            guard idle.count < Self.limit else { return false }
            idle.append(idler)
            return true
        }
        guard isWelcome else { return nil }
        if idler.hasWork.wait(timeout: .now() + Self.patience) == .timedOut {
            let isStillIdle = idle.withLock { idle in
                guard let place = idle.firstIndex(where: { $0 === idler }) else { return false }
                idle.remove(at: place)
                return true
            }
            if isStillIdle { return nil }
            // Somebody has just taken it out: the work is on its way.
            idler.hasWork.wait()
        }
        return idler.work.withLock { $0.take() }
    }
}
