import Dispatch

/// Runs work that blocks on a thread of its own, away from the cooperative pool.
package enum BlockingWork {
    package static func run<Value: Sendable>(
        _ name: String, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: name).async {
                continuation.resume(with: Result { try work() })
            }
        }
    }
}
