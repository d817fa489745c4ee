import LocalPlatform
import ServiceLifecycle

/// Tells the service manager when services accept connections, and when they stop.
///
/// The last of its group, and so the first to hear of the shutdown.
struct Readiness: Service {
    let serviceManager: ServiceManager
    /// What `systemctl status` shows.
    let status: String
    /// Returns once the service accepts connections; throws where it cannot.
    let untilListening: @Sendable () async throws -> Void
    /// What else there is to do then; its errors end the process.
    var whenListening: @Sendable () throws -> Void = {}

    func run() async throws {
        let isReady = await cancelWhenGracefulShutdown {
            do {
                try await untilListening()
                return !Task.isCancelled
            } catch {
                // Whoever cannot listen ends the process and says why.
                return false
            }
        }
        if isReady {
            try whenListening()
            serviceManager.tell(.ready(status: status))
        }
        try? await gracefulShutdown()
        serviceManager.tell(.stopping(status: "waiting for what is under way"))
    }
}
