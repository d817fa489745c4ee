import ClientAPIContract
import Hummingbird
import PlatformModel

/// The routes of one resource; each resource has a file of its own.
protocol RouteGroup {
    func add(to routes: Routes)
}

/// Puts handlers behind the routes of the contract. Who may call one is the route's own ``Audience`` and is seen to here, so
/// that no handler runs for somebody else.
struct Routes {
    let router: Router<APIContext>
    let authentication: Authentication
    let projects: any ProjectStore

    /// A route that needs no login.
    func anyone<Output: ResponseGenerator>(
        _ route: Route, use handler: @escaping @Sendable (Request, APIContext) async throws -> Output
    ) {
        precondition(route.audience == .anyone, "\(route.template) is not for anyone")
        add(route, handler)
    }

    /// A route that needs a login: 401 without.
    func user<Output: ResponseGenerator>(
        _ route: Route, use handler: @escaping @Sendable (Request, APIContext, Caller) async throws -> Output
    ) {
        precondition(route.audience == .user, "\(route.template) is not for users")
        authenticated(route, handler)
    }

    /// A route for administrators: 403 for others.
    func administrator<Output: ResponseGenerator>(
        _ route: Route, use handler: @escaping @Sendable (Request, APIContext, Caller) async throws -> Output
    ) {
        precondition(route.audience == .administrator, "\(route.template) is not for administrators")
        authenticated(route) { request, context, caller in
            guard caller.user.isAdministrator else { throw APIError.forbidden("only an administrator may do this") }
            return try await handler(request, context, caller)
        }
    }

    /// A route below `/projects/{uuid}`: 404 for a project that is missing or someone else's; see ``ProjectUse``.
    func project<Output: ResponseGenerator>(
        _ route: Route, use handler: @escaping @Sendable (Request, APIContext, Caller, Project) async throws -> Output
    ) {
        guard let use = ProjectUse(route) else { preconditionFailure("\(route.template) is not for owners") }
        let projects = projects
        authenticated(route) { request, context, caller in
            let id = try context.identifier("uuid", of: "project", as: ProjectID.self)
            let project = try use.admit(caller.user, to: try await projects.project(id), id: id)
            return try await handler(request, context, caller, project)
        }
    }

    /// The route whose projects are named in its body; its handler asks ``ProjectUse`` for each of them.
    func applicationStatuses<Output: ResponseGenerator>(
        use handler: @escaping @Sendable (Request, APIContext, Caller) async throws -> Output
    ) {
        authenticated(.applicationStatuses, handler)
    }

    private func authenticated<Output: ResponseGenerator>(
        _ route: Route, _ handler: @escaping @Sendable (Request, APIContext, Caller) async throws -> Output
    ) {
        let authentication = authentication
        add(route) { request, context in
            try await handler(request, context, try await authentication.caller(of: request, context))
        }
    }

    private func add<Output: ResponseGenerator>(
        _ route: Route, _ handler: @escaping @Sendable (Request, APIContext) async throws -> Output
    ) {
        guard let method = HTTPRequest.Method(route.method.rawValue) else {
            preconditionFailure("\(route.method) is no method")
        }
        router.on(RouterPath(route.template), method: method, use: handler)
    }
}

extension APIContext {
    /// An id in the path.
    /// - Throws: 400 when it is not a UUID.
    func identifier<Subject>(
        _ parameter: String, of thing: String, as type: Identifier<Subject>.Type
    ) throws(APIError) -> Identifier<Subject> {
        let text = parameters.get(parameter) ?? ""
        guard let id = Identifier<Subject>(text) else {
            throw .malformed("\(text.quotedForDisplay) is not the id of a \(thing): it is a UUID")
        }
        return id
    }
}
