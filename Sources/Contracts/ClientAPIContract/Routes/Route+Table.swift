/// The methods the API uses.
public enum HTTPMethod: String, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
}

/// One line of the table of routes.
struct RouteEntry {
    let method: HTTPMethod
    let template: String
    let success: Int
    let audience: Audience

    init(_ method: HTTPMethod, _ template: String, _ success: Int, _ audience: Audience) {
        self.method = method
        self.template = template
        self.success = success
        self.audience = audience
    }
}

extension Route {
    public var method: HTTPMethod { entry.method }

    /// The path with its parameters in braces, as OpenAPI 3.1 and hummingbird's router write them.
    public var template: String { entry.template }

    /// The status of a response that is not an error.
    public var successStatus: Int { entry.success }

    public var audience: Audience { entry.audience }

    /// The names in braces, in the order of the path.
    public var parameters: [String] {
        template.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
            .map { String($0.dropFirst().dropLast()) }
    }

    private var entry: RouteEntry {
        switch self {
        case .health: RouteEntry(.get, "/healthz", 200, .anyone)
        case .openAPI: RouteEntry(.get, "/openapi.json", 200, .anyone)
        case .register: RouteEntry(.post, "/auth/register", 201, .anyone)
        case .confirm: RouteEntry(.post, "/auth/confirm/{token}", 201, .anyone)
        case .login: RouteEntry(.post, "/auth/login", 201, .anyone)
        case .logout: RouteEntry(.post, "/auth/logout", 200, .user)
        case .requestPasswordReset: RouteEntry(.post, "/auth/password/request", 201, .anyone)
        case .resetPassword: RouteEntry(.post, "/auth/password/reset/{token}", 201, .anyone)
        case .ownAccount: RouteEntry(.get, "/users/my", 200, .user)
        case .users: RouteEntry(.get, "/users", 200, .administrator)
        case .user: RouteEntry(.get, "/users/{username}", 200, .administrator)
        case .removeUser: RouteEntry(.delete, "/users/{username}", 200, .administrator)
        case .addKey: RouteEntry(.post, "/sshkeys/my", 201, .user)
        case .ownKeys: RouteEntry(.get, "/sshkeys/my", 200, .user)
        case .removeKey: RouteEntry(.delete, "/sshkeys/my/{uuid}", 200, .user)
        case .keys: RouteEntry(.get, "/sshkeys", 200, .administrator)
        default: projectEntry
        }
    }

    private var projectEntry: RouteEntry {
        switch self {
        case .createProject: RouteEntry(.post, "/projects", 201, .user)
        case .ownProjects: RouteEntry(.get, "/projects/my", 200, .user)
        case .projects: RouteEntry(.get, "/projects", 200, .administrator)
        case .project: RouteEntry(.get, "/projects/{uuid}", 200, .owner)
        case .removeProject: RouteEntry(.delete, "/projects/{uuid}", 200, .ownerOrAdministrator)
        case .deploy: RouteEntry(.patch, "/projects/{uuid}/deploy", 200, .owner)
        case .stop: RouteEntry(.post, "/projects/{uuid}/stop", 201, .owner)
        case .applicationLogs: RouteEntry(.get, "/projects/{uuid}/logs", 200, .owner)
        case .statistics: RouteEntry(.get, "/projects/{uuid}/statistics", 200, .owner)
        case .applicationStatuses: RouteEntry(.post, "/projects/status", 201, .owner)
        case .deployments: RouteEntry(.get, "/projects/{uuid}/deployments", 200, .owner)
        case .deployment: RouteEntry(.get, "/projects/{uuid}/deployments/{number}", 200, .owner)
        case .deploymentLogs: RouteEntry(.get, "/projects/{uuid}/deployments/{number}/logs", 200, .owner)
        case .cancel: RouteEntry(.post, "/projects/{uuid}/deployments/{number}/cancel", 202, .owner)
        case .rollback: RouteEntry(.post, "/projects/{uuid}/deployments/{number}/rollback", 202, .owner)
        case .redeploy: RouteEntry(.post, "/projects/{uuid}/redeploy", 202, .owner)
        case .configuration: RouteEntry(.get, "/projects/{uuid}/config", 200, .owner)
        case .replaceConfiguration: RouteEntry(.put, "/projects/{uuid}/config", 200, .owner)
        default: RouteEntry(.patch, "/projects/{uuid}/config", 200, .owner)
        }
    }
}
