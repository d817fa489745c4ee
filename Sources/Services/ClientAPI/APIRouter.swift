import Hummingbird
import Logging
import PlatformModel

/// Puts the routes of all resources together.
struct APIRouter {
    let configuration: ClientAPIConfiguration
    let dependencies: ClientAPIDependencies
    let secret: SigningSecret
    let passwords: Passwords
    let lifecycle: ProjectLifecycle
    let mail: AccountMail?
    let logger: Logger

    func build() async throws -> Router<APIContext> {
        let router = Router(context: APIContext.self)
        router.addMiddleware {
            AccessLog()
            SecurityHeaders()
            ErrorTranslation()
        }
        let tokens = await AccessTokens(secret: secret)
        let routes = Routes(
            router: router, authentication: Authentication(tokens: tokens, sessions: dependencies.sessions),
            projects: dependencies.projects)
        for group in groups(tokens) { group.add(to: routes) }
        return router
    }

    private func groups(_ tokens: AccessTokens) -> [any RouteGroup] {
        let limits = AttemptLimits(configuration)
        return [
            ServerRoutes(dependencies: dependencies),
            AuthenticationRoutes(
                configuration: configuration, accounts: dependencies.accounts, sessions: dependencies.sessions,
                tokens: tokens, passwords: passwords, limits: limits, mail: mail),
            PasswordRoutes(tokens: dependencies.accountTokens, passwords: passwords, limits: limits, mail: mail),
            UserRoutes(accounts: dependencies.accounts),
            SSHKeyRoutes(accounts: dependencies.accounts),
        ] + projectGroups
    }

    private var projectGroups: [any RouteGroup] {
        let streams = EventStream(heartbeat: configuration.heartbeat)
        let statuses = ApplicationStatuses(of: dependencies.engine)
        return [
            ProjectRoutes(
                store: dependencies.projects, lifecycle: lifecycle,
                presentation: ProjectPresentation(configuration: configuration, statuses: statuses)),
            ApplicationRoutes(
                engine: dependencies.engine, statuses: statuses, store: dependencies.projects, streams: streams,
                logger: logger),
            DeploymentRoutes(
                store: dependencies.deployments, requests: dependencies.requests, registry: configuration.registry,
                streams: streams, logger: logger),
            ConfigurationRoutes(
                store: dependencies.projects, deployments: dependencies.deployments, requests: dependencies.requests,
                registry: configuration.registry),
        ]
    }
}
