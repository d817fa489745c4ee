import ClientAPIContract
import Foundation
import HTTPTypes
import Hummingbird
import PlatformModel

/// What the server tells about itself.
struct ServerRoutes: RouteGroup {
    let dependencies: ClientAPIDependencies
    /// How long a part may take to answer before it counts as down.
    var patience = Duration.seconds(2)

    func add(to routes: Routes) {
        routes.anyone(.health) { _, _ in
            let health = await health()
            return Answer(
                health.isHealthy ? .ok : .serviceUnavailable, status: health.isHealthy ? "OK" : "unavailable",
                content: health)
        }
        routes.anyone(.openAPI) { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "max-age=300"],
                body: .init(byteBuffer: ByteBuffer(bytes: Self.document)))
        }
    }

    /// The document that describes every route (OpenAPI 3.1), embedded by the build.
    static let document = PackageResources.openapi_json

    /// Asks all parts at once.
    private func health() async -> HealthResource {
        async let database = state(of: "database") { _ = try await dependencies.accounts.user(UserID(Self.none)) }
        // No repository has this id, so an orderly answer is that there is none.
        async let controller = state(of: "git-controller") {
            try await dependencies.repositories.deleteRepository(ProjectID(Self.none))
        }
        async let engine = state(of: "pomegranate") { _ = try await dependencies.engine.status(of: []) }
        return HealthResource(dependencies: await [database, controller, engine])
    }

    /// The nil UUID of RFC 9562 section 5.9, which is never drawn at random.
    private static let none = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    private func state(
        of name: String, _ ask: @escaping @Sendable () async throws -> Void
    ) async -> HealthResource.Dependency {
        let patience = patience
        return await withTaskGroup(of: HealthResource.Dependency?.self) { group in
            group.addTask {
                do {
                    try await ask()
                } catch let error as PlatformError where error.code == .notFound {
                } catch {
                    let message = (error as? PlatformError)?.message ?? "it does not answer as expected"
                    return .init(name: name, state: .down, message: message)
                }
                return .init(name: name, state: .up)
            }
            group.addTask {
                try? await Task.sleep(for: patience)
                return Task.isCancelled
                    ? nil : .init(name: name, state: .down, message: "it did not answer within \(patience)")
            }
            defer { group.cancelAll() }
            for await answer in group {
                if let answer { return answer }
            }
            return .init(name: name, state: .down, message: "the server is stopping")
        }
    }
}
