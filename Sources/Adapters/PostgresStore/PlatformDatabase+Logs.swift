import FoundationEssentials
import PlatformModel
import PostgresClient

/// Logs and followers; part of ``DeploymentStore``.
extension PlatformDatabase {
    /// Lines whose sequence number is there already are skipped, so that a batch may be sent again after a failure.
    public func append(_ lines: [LogLine], to deployment: DeploymentID) async throws(PlatformError) {
        guard !lines.isEmpty else { return }
        try await perform(.idempotent) { connection in
            let gone = ["deployment_logs_deployment_id_fkey": PlatformError.noDeployment(deployment)]
            _ = try connection.explaining(gone) {
                try connection.query(
                    """
                    INSERT INTO deployment_logs (deployment_id, sequence, time, stream, text)
                    SELECT \(deployment), line.* FROM unnest(
                        \(lines.map(\.sequence)), \(lines.map(\.time)), \(lines.map(\.stream.rawValue)),
                        \(lines.map(\.text.withoutNUL))
                    ) AS line
                    ON CONFLICT (deployment_id, sequence) DO NOTHING
                    """)
            }
        }
    }

    public func log(
        of deployment: DeploymentID, after sequence: Int, limit: Int
    ) async throws(PlatformError) -> [LogLine] {
        try await perform(.idempotent) { connection in
            try connection.query(
                """
                SELECT sequence, time, stream, text FROM deployment_logs
                WHERE deployment_id = \(deployment) AND sequence > \(sequence)
                ORDER BY sequence LIMIT \(max(0, limit))
                """
            ).map { row in
                LogLine(
                    sequence: try row.get("sequence"), time: try row.get("time"),
                    stream: try row.parse("stream", LogLine.Stream.init(rawValue:)), text: try row.get("text"))
            }
        }
    }

    public func lastSequence(ofLogOf deployment: DeploymentID) async throws(PlatformError) -> Int {
        try await perform(.idempotent) { connection in
            try connection.query(
                "SELECT coalesce(max(sequence), 0) FROM deployment_logs WHERE deployment_id = \(deployment)"
            ).decodeOnly(Int.self)
        }
    }

    public func changes(of project: ProjectID) -> AsyncStream<Void> {
        signals { Channel.isAbout(project, $0) }
    }

    public func changes(of deployment: DeploymentID) -> AsyncStream<Void> {
        signals { Channel.isAbout(deployment, $0) }
    }

    private func signals(where isOfInterest: @escaping @Sendable (PostgresNotification) -> Bool) -> AsyncStream<Void> {
        guard let listener = sharedListener() else {
            // Out of descriptors: the reader gets its first look and an end, and asks again by its own clock.
            return AsyncStream { continuation in
                continuation.yield()
                continuation.finish()
            }
        }
        return listener.signals(where: isOfInterest)
    }
}
