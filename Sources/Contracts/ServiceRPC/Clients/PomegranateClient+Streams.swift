public import PlatformModel
import ServiceProtos

extension PomegranateClient {
    /// The stream throws `unavailable` when the service goes away before the rollout has ended; it goes on there as long
    /// as the service lives, and asking again joins it. Stopping to read does not stop it.
    public func rollout(_ specification: RolloutSpecification) -> AsyncThrowingStream<RolloutEvent, any Error> {
        let request = specification.message
        let connector = connector
        return stream { continuation async throws(PlatformError) in
            try await connector.callAlone { client in
                try await Client(wrapping: client).rollout(request, options: RPCConnector.options(timeout: nil)) {
                    for try await message in $0.messages {
                        if let event = RolloutEvent(message) { continuation.yield(event) }
                    }
                }
            }
        }
    }

    public func logs(of project: ProjectID, tail: Int) async throws(PlatformError) -> [LogLine] {
        let request = Pomegranate_FollowLogsRequest.with {
            $0.projectID = "\(project)"
            $0.tail = UInt32(clamping: tail)
            $0.untilNow = true
        }
        return try await connector.call { client in
            try await Client(wrapping: client).followLogs(request, options: Self.prompt) { response in
                var lines: [LogLine] = []
                for try await message in response.messages { lines.append(LogLine(message)) }
                return lines
            }
        }
    }

    public func followLogs(of project: ProjectID, tail: Int) -> AsyncThrowingStream<LogLine, any Error> {
        let request = Pomegranate_FollowLogsRequest.with {
            $0.projectID = "\(project)"
            $0.tail = UInt32(clamping: tail)
        }
        let connector = connector
        return stream { continuation async throws(PlatformError) in
            try await connector.callAlone { client in
                try await Client(wrapping: client).followLogs(request, options: RPCConnector.options(timeout: nil)) {
                    for try await message in $0.messages { continuation.yield(LogLine(message)) }
                }
            }
        }
    }

    private func stream<Element: Sendable>(
        _ produce:
            @escaping @Sendable (AsyncThrowingStream<Element, any Error>.Continuation) async throws(PlatformError)
            -> Void
    ) -> AsyncThrowingStream<Element, any Error> {
        AsyncThrowingStream { continuation in
            // A stream has no task of its own: this one lives until the call ends or the reader stops.
            let task = Task {
                do {
                    try await produce(continuation)
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
