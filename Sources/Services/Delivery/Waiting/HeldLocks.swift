import LinuxSystem
import Synchronization

/// The locks one deployment holds, so that whatever way it ends, it ends holding none.
final class HeldLocks: Sendable {
    private struct State {
        var project: FileLock?
        var slot: FileLock?
    }

    private let state = Mutex(State())

    func hold(project lock: FileLock) { state.withLock { $0.project = lock } }
    func hold(slot lock: FileLock) { state.withLock { $0.slot = lock } }

    /// The build is over; the project stays locked.
    func releaseSlot() {
        state.withLock { state in
            state.slot?.close()
            state.slot = nil
        }
    }

    func releaseAll() {
        state.withLock { state in
            state.slot?.close()
            state.project?.close()
            state = State()
        }
    }
}
