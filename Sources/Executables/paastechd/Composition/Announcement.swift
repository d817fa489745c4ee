import Foundation
import LocalPlatform
import ServiceLifecycle

/// Says once that a push would work now, on standard output and in `endpoints.json`.
struct Announcement: Service {
    let file: String
    let endpoints: Endpoints
    let whenReady: @Sendable () async throws -> Void

    func run() async throws {
        try await whenReady()
        try endpoints.write(to: file)
        // Written past the buffer of print: whoever waits for this line waits now.
        let line =
            "ready: ssh \(endpoints.ssh), http \(endpoints.http), registry \(endpoints.registry); "
            + "push with git push ssh://git@\(endpoints.ssh)/PROJECT main\n"
        FileHandle.standardOutput.write(Data(line.utf8))
        try? await gracefulShutdown()
    }
}
