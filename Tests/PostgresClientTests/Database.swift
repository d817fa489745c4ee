import Dispatch
import TestSupport
import Testing

@testable import PostgresClient

/// A database of one test in the shared cluster.
struct Database {
    let configuration: PostgresConfiguration

    static func create() async throws -> Database {
        try await onOwnThread {
            let cluster = PrivatePostgres.shared
            return Database(
                configuration: try PostgresConfiguration(
                    url: cluster.url(database: cluster.createDatabase()), applicationName: "test"))
        }
    }

    /// Runs a body with a connection, on a thread that may block.
    func withConnection<Result: Sendable>(
        _ body: @escaping @Sendable (PostgresConnection) throws -> Result
    ) async throws -> Result {
        let configuration = configuration
        return try await onOwnThread { try body(try PostgresConnection(configuration)) }
    }
}

/// Runs blocking work away from the threads that the tests share.
func onOwnThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Swift.Result { try body() }) }
    }
}
