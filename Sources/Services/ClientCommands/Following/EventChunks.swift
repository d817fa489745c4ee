import CurlClient

/// Reads a stream piece by piece and tells a quiet server, which sends heartbeats, from a dead connection, which is silent.
///
/// libcurl's own limit will not do: to it, a few bytes every fifteen seconds are less than one byte a second.
struct EventChunks: Sendable {
    let body: HTTPResponseBody
    /// The server sends a heartbeat several times in this time.
    var silenceLimit: Duration = .seconds(60)

    /// The next bytes; nil at the end of the stream.
    ///
    /// - Throws: ``CurlError`` with code `timedOut` after the silence, which ends the transfer, and what the body throws.
    func next() async throws -> [UInt8]? {
        let (body, limit) = (body, silenceLimit)
        return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask {
                // One that is made anew goes on where the last one ended.
                var iterator = body.makeAsyncIterator()
                return try await iterator.next()
            }
            group.addTask {
                try await Task.sleep(for: limit)
                throw CurlError(.timedOut, "nothing came for \(Wording.seconds(limit))")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
