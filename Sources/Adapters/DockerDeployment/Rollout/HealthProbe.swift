import CurlClient
import DockerEngine
import PlatformModel

/// Finds out whether a fresh replica serves.
///
/// An image with a health check of its own is asked by it. Else any HTTP answer to `GET /` counts, and so does a server
/// that takes connections on port 80 but speaks something else than HTTP.
struct HealthProbe: Sendable {
    enum Verdict: Equatable, Sendable {
        case healthy(after: Duration)
        case unhealthy(reason: String)
    }

    let docker: DockerEngine
    let http: CurlClient
    /// The container's id.
    let container: String
    let address: String
    /// Sent as `Host`.
    let host: String
    let hasHealthCheck: Bool
    let started: ContinuousClock.Instant
    let limit: Duration

    /// - Throws: ``DockerError`` when the daemon does not answer, or `CancellationError`.
    func verdict() async throws -> Verdict {
        try await withThrowingTaskGroup(of: Verdict.self) { group in
            group.addTask { try await exitVerdict() }
            group.addTask { hasHealthCheck ? try await healthCheckVerdict() : try await httpVerdict() }
            defer { group.cancelAll() }
            guard let verdict = try await group.next() else { throw CancellationError() }
            return verdict
        }
    }

    private var elapsed: Duration { ContinuousClock.now - started }

    private func exitVerdict() async throws -> Verdict {
        let code = try await docker.waitContainer(container)
        let state = try await docker.inspectContainer(container).state
        if state.endedForMemory {
            return .unhealthy(
                reason: "the application was killed (SIGKILL), as happens to one that needs more than its memory limit")
        }
        return .unhealthy(reason: "the application exited with status \(code) before it answered")
    }

    private func healthCheckVerdict() async throws -> Verdict {
        while elapsed < limit {
            let health = try await docker.inspectContainer(container).state.health
            switch health?.status {
            case "healthy": return .healthy(after: elapsed)
            case "unhealthy":
                let output = health?.log?.last?.output?.split(separator: "\n").first.map { ": \($0)" } ?? ""
                return .unhealthy(reason: "the image's health check failed\(output)")
            default: try await Task.sleep(for: .milliseconds(100))
            }
        }
        return .unhealthy(reason: "the image's health check did not succeed within \(seconds(limit))")
    }

    private func httpVerdict() async throws -> Verdict {
        var isListening = false
        while elapsed < limit {
            do {
                // The timeout is the time left: an application may take long over its first page.
                var request = HTTPRequest("GET", "http://\(address):80/", timeout: limit - elapsed)
                request.headers.add("Host", host)
                // An idle connection of ours would look like somebody's request when this replica is drained one day.
                request.keepsConnection = false
                _ = try await http.execute(request)
                return .healthy(after: elapsed)
            } catch let error as CurlError {
                switch error.code {
                // The connection stood, so what answers is no HTTP server.
                case .connectionLost, .other: return .healthy(after: elapsed)
                case .timedOut: isListening = await acceptsConnections()
                default: break
                }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        return .unhealthy(
            reason: isListening
                ? "port 80 takes connections but GET / was not answered within \(seconds(limit))"
                : "nothing answered on port 80 within \(seconds(limit))")
    }

    /// Tells a server that is silent from one that is not there.
    private func acceptsConnections() async -> Bool {
        do {
            _ = try await http.execute(HTTPRequest("GET", "http://\(address):80/", timeout: .milliseconds(200)))
            return true
        } catch let error as CurlError {
            return error.code == .timedOut
        } catch {
            return false
        }
    }

    private func seconds(_ duration: Duration) -> String {
        let whole = duration.components.seconds
        return whole > 0 ? "\(whole) s" : "\(duration.components.attoseconds / 1_000_000_000_000_000) ms"
    }
}
