import NIOPosix
import PasswordHashing
import PlatformModel

/// Hashes and verifies passwords on threads of its own: each takes tens of milliseconds and 32 MiB.
final class Passwords: Sendable {
    static let length = 8...256

    private let threads: NIOThreadPool
    /// Verified instead of a hash that does not exist, so that the answer takes as long.
    private let decoy: PasswordHash

    /// - Parameter threads: how many are worked on at once, which bounds the memory.
    init(threads count: Int = 2) throws {
        threads = NIOThreadPool(numberOfThreads: count)
        decoy = try PasswordHash(of: SecretToken().text)
        threads.start()
    }

    func hash(_ password: String) async throws -> String {
        try await threads.runIfActive { try PasswordHash(of: password).text }
    }

    /// Whether the password is right. Takes the same time whether or not there is a hash.
    func verify(_ password: String, against hash: String?) async throws -> Bool {
        let decoy = decoy
        return try await threads.runIfActive {
            let known = hash.flatMap { PasswordHash($0) }
            return try (known ?? decoy).verifies(password) && known != nil
        }
    }

    func stop() async {
        try? await threads.shutdownGracefully()
    }
}
