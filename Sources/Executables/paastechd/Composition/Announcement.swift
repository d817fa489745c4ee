import Foundation
import LocalPlatform
import ServiceLifecycle

/// Says once that a push would work now, on standard output and in `endpoints.json`.
struct Announcement: Service {
    let file: String
    let endpoints: Endpoints
    /// Unix sockets that have to answer before.
    let sockets: [String]
    /// Returns once the client API accepts connections.
    let untilAPIListens: @Sendable () async -> Void

    func run() async throws {
        let isReady = await cancelWhenGracefulShutdown {
            while !sockets.allSatisfy(SocketProbe.answers), !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(10))
            }
            await untilAPIListens()
            return !Task.isCancelled
        }
        guard isReady else { return }
        try endpoints.write(to: file)
        // Written past the buffer of print: whoever waits for this line waits now.
        let line =
            "ready: ssh \(endpoints.ssh), http \(endpoints.http), api \(endpoints.api ?? "none"), "
            + "registry \(endpoints.registry); "
            + "push with git push ssh://git@\(endpoints.ssh)/PROJECT main\n"
        FileHandle.standardOutput.write(Data(line.utf8))
        try? await gracefulShutdown()
    }
}
