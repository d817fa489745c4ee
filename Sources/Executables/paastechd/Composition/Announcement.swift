import Foundation
import LocalPlatform
import ServiceLifecycle

/// Says once that a push would work now: on standard output, in `endpoints.json` and to the service manager.
struct Announcement: Service {
    let file: String
    let endpoints: Endpoints
    let serviceManager: ServiceManager
    /// Returns once the other services accept connections; throws where one cannot.
    let untilServicesListen: @Sendable () async throws -> Void

    func run() async throws {
        try await Readiness(
            serviceManager: serviceManager, status: "push with \(push)", untilListening: untilServicesListen,
            whenListening: announce
        ).run()
    }

    private func announce() throws {
        try endpoints.write(to: file)
        // Written past the buffer of print: whoever waits for this line waits now.
        let line =
            "ready: ssh \(endpoints.ssh), http \(endpoints.http), api \(endpoints.api ?? "none"), "
            + "registry \(endpoints.registry); push with \(push)\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }

    private var push: String { "git push ssh://git@\(endpoints.ssh)/PROJECT main" }
}
