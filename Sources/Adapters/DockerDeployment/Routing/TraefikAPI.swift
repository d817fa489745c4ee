import CurlClient
import FoundationEssentials
import PlatformModel

/// Asks Traefik what it routes to (Traefik 3, "API & Dashboard", `/api/http/services/<name>@<provider>`).
struct TraefikAPI: Sendable {
    /// Without a slash at the end.
    let base: String
    /// `file` or `docker`.
    let provider: String
    let client: CurlClient

    private struct Service: Decodable {
        struct LoadBalancer: Decodable {
            struct Server: Decodable { let url: String }
            let servers: [Server]?
        }
        let loadBalancer: LoadBalancer?
    }

    /// The servers of the project's service; `nil` when Traefik has no such service.
    func servers(of project: ProjectID) async throws -> Set<String>? {
        let request = HTTPRequest("GET", "\(base)/api/http/services/\(project)@\(provider)", timeout: .seconds(2))
        let response = try await client.execute(request)
        let body = try await response.body.collect(upTo: 4 << 20)
        guard response.status != 404 else { return nil }
        guard response.status == 200 else {
            throw PlatformError(.unavailable, "it answered with status \(response.status)")
        }
        let service = try JSONDecoder().decode(Service.self, from: Data(body))
        return Set((service.loadBalancer?.servers ?? []).map(\.url))
    }

    /// Waits until Traefik's view satisfies the condition.
    ///
    /// - Throws: ``PlatformError`` with code `deadlineExceeded` that says what Traefik shows instead, or `CancellationError`.
    func wait(
        for project: ProjectID, within limit: Duration, hint: String,
        until isSatisfied: (Set<String>?) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        var seen = "nothing"
        while true {
            do {
                let servers = try await servers(of: project)
                if isSatisfied(servers) { return }
                seen = servers.map { "it shows \($0.sorted().joined(separator: ", "))" } ?? "it shows no such service"
            } catch let error as CancellationError {
                throw error
            } catch {
                seen = "\(error)"
            }
            guard ContinuousClock.now < deadline else { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw PlatformError(
            .deadlineExceeded,
            "traefik at \(base) does not route to the new version within \(limit.components.seconds) s (\(seen)); \(hint)"
        )
    }
}
