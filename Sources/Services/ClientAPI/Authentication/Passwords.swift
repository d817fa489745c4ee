import NIOPosix
import PasswordHashing
import PlatformModel
import Synchronization

/// Hashes and verifies passwords on threads of its own: each takes tens of milliseconds and 32 MiB.
final class Passwords: Sendable {
    /// How many may wait for a thread, beyond which people are asked to come back.
    private static let longestQueue = 64

    private let threads: NIOThreadPool
    private let pending = Mutex(0)
    /// Verified instead of a hash that does not exist, so that the answer takes as long.
    private let decoy: PasswordHash

    /// - Parameter threads: how many are worked on at once, which bounds the memory.
    init(threads count: Int = 2) throws {
        threads = NIOThreadPool(numberOfThreads: count)
        decoy = try PasswordHash(of: SecretToken().text)
        threads.start()
    }

    func hash(_ password: String) async throws -> String {
        try await run { try PasswordHash(of: password).text }
    }

    /// Whether the password is right. Takes the same time whether or not there is a hash.
    func verify(_ password: String, against hash: String?) async throws -> Bool {
        let decoy = decoy
        return try await run {
            let known = hash.flatMap { PasswordHash($0) }
            return try (known ?? decoy).verifies(password) && known != nil
        }
    }

    /// - Throws: 503 when too many are waiting already.
    private func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        let isAdmitted = pending.withLock { pending in
            guard pending < Self.longestQueue else { return false }
            pending += 1
            return true
        }
        guard isAdmitted else {
            throw APIError.unavailable("too many people log in at this moment; try again in a few seconds")
        }
        defer { pending.withLock { $0 -= 1 } }
        return try await threads.runIfActive(body)
    }

    func stop() async {
        try? await threads.shutdownGracefully()
    }
}
