import Dispatch
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import SSHServer

@Suite struct ThreadCacheTests {
    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    /// Runs work and gives the number of the thread that it ran on, once it has ended.
    private func threadOfWork(in cache: ThreadCache) async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try cache.run { continuation.resume(returning: Int(bitPattern: pthread_self())) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    @Test func threadIsUsedAgain() async throws {
        let cache = ThreadCache()
        let first = try await threadOfWork(in: cache)
        try await eventually("the thread waits for work again") { try await threadOfWork(in: cache) == first }
    }

    /// More work at once than threads may wait afterwards; none of it waits for other work.
    @Test func allWorkRunsAtOnce() async throws {
        let cache = ThreadCache()
        let count = 40
        let (begun, ended) = (Counter(), DispatchSemaphore(value: 0))
        _ = try await Tool.offPool {
            let go = DispatchSemaphore(value: 0)
            for _ in 0..<count {
                try cache.run {
                    begun.value.withLock { $0 += 1 }
                    go.wait()
                    ended.signal()
                }
            }
            let deadline = ContinuousClock.now + .seconds(30)
            while begun.value.withLock({ $0 }) < count, ContinuousClock.now < deadline { sched_yield() }
            for _ in 0..<count { go.signal() }
        }
        #expect(begun.value.withLock { $0 } == count)
        try await Tool.offPool { for _ in 0..<count { ended.wait() } }
    }

    /// What work holds must not live as long as its thread waits.
    @Test func workIsLetGoOf() async throws {
        final class Held: Sendable {}
        let cache = ThreadCache()
        weak var held: Held?
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let value = Held()
            held = value
            do {
                try cache.run {
                    withExtendedLifetime(value) {}
                    continuation.resume()
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
        try await eventually("nothing holds it", within: .seconds(5)) { held == nil }
    }
}
