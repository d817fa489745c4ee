public import Logging
import PlatformModel
public import ServiceLifecycle

/// Finishes what creations and deletions of processes that died, or parts that were away, have left: at start, and then
/// every half minute.
public struct ProjectSettling: Service {
    private let lifecycle: ProjectLifecycle
    private let interval: Duration
    private let logger: Logger

    public init(_ lifecycle: ProjectLifecycle, every interval: Duration = .seconds(30), logger: Logger) {
        self.lifecycle = lifecycle
        self.interval = interval
        self.logger = logger
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do throws(PlatformError) {
                    try await lifecycle.settle()
                } catch {
                    logger.warning("projects are not looked at", metadata: ["error": "\(error.debugDescription)"])
                }
                try? await Task.sleep(for: interval)
            }
        }
    }
}
