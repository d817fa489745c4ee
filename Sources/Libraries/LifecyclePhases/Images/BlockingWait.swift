import Dispatch
import Synchronization

/// Waits for asynchronous work from the program's own thread.
///
/// A phase does one thing after the other and is no task, so the thread that waits is none of the cooperative pool's.
enum BlockingWait {
    static func value<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let outcome = Outcome<Value>()
        Task.detached {
            do {
                outcome.settle(.success(try await work()))
            } catch {
                outcome.settle(.failure(error))
            }
        }
        return try outcome.wait().get()
    }

    private final class Outcome<Value: Sendable>: Sendable {
        private let result = Mutex<Result<Value, any Error>?>(nil)
        private let isSettled = DispatchSemaphore(value: 0)

        func settle(_ made: Result<Value, any Error>) {
            result.withLock { $0 = made }
            isSettled.signal()
        }

        func wait() -> Result<Value, any Error> {
            isSettled.wait()
            guard let made = result.withLock({ $0 }) else { preconditionFailure("settled without a result") }
            return made
        }
    }
}
