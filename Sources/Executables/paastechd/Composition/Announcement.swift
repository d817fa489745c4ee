import Foundation
import LocalPlatform
import ServiceLifecycle

/// Says once that a push would work now, on standard output and in `endpoints.json`.
struct Announcement: Service {
    let file: String
    let endpoints: Endpoints
    /// Returns once the other services accept connections; throws where one cannot.
    let untilServicesListen: @Sendable () async throws -> Void

    func run() async throws {
        let isReady = await cancelWhenGracefulShutdown {
            do {
                try await untilServicesListen()
                return !Task.isCancelled
            } catch {
                // Whoever cannot listen ends the platform and says why.
                return false
            }
        }
        guard isReady else {
            try? await gracefulShutdown()
            return
        }
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
