import ClientAPIContract
import HTTPTypes
import Hummingbird
import Logging
import PlatformModel

/// A project's deployments: listed, followed, canceled, and made anew without a push.
struct DeploymentRoutes: RouteGroup {
    let store: any DeploymentStore
    let requests: any RequestedDeployments
    /// `HOST:PORT` of the image registry.
    let registry: String
    let streams: EventStream
    let logger: Logger
    private let feeds = DeploymentLogSource.Feeds()

    init(
        store: any DeploymentStore, requests: any RequestedDeployments, registry: String, streams: EventStream,
        logger: Logger
    ) {
        self.store = store
        self.requests = requests
        self.registry = registry
        self.streams = streams
        self.logger = logger
    }

    private static let defaultCount = 50
    private static let mostDeployments = 1000
    private static let pageSize = 1000

    func add(to routes: Routes) {
        routes.project(.deployments) { request, _, _, project in
            let limit =
                try Query(request).number(DeploymentsQuery.limitName, in: 1...Self.mostDeployments) ?? Self.defaultCount
            return Answer(content: try await store.deployments(of: project.id, limit: limit).map(resource))
        }
        routes.project(.deployment) { _, context, _, project in
            Answer(content: resource(try await deployment(context, of: project)))
        }
        routes.project(.deploymentLogs, use: logs)
        routes.project(.cancel) { _, context, caller, project in
            let deployment = try await deployment(context, of: project)
            guard try await store.requestCancel(deployment.id, reason: "canceled by \(caller.user.name)") else {
                throw APIError.conflict(Self.refusal(of: deployment))
            }
            return accepted(deployment, "deployment \(deployment.number) is being canceled")
        }
        routes.project(.rollback) { _, context, caller, project in
            let number = try Self.number(context, of: project)
            let new = try await requests.rollback(project, to: number, by: caller.user.id)
            return accepted(new, "deployment \(new.number) rolls deployment \(number) out again")
        }
        routes.project(.redeploy) { _, _, caller, project in
            let new = try await requests.redeploy(project, by: caller.user.id)
            return accepted(new, "deployment \(new.number) builds \(new.commit.abbreviated) again")
        }
    }

    private func logs(
        _ request: Request, _ context: APIContext, _ caller: Caller, _ project: Project
    ) async throws -> Response {
        let deployment = try await deployment(context, of: project)
        guard try Query(request).flag(LogQuery.followName) ?? false else {
            return try Answer(content: LogsResource(logs: try await text(of: deployment)))
                .response(from: request, context: context)
        }
        return streams.response(
            from: DeploymentLogSource(
                of: deployment.id, resume: request.headers[.lastEventID], store: store, feeds: feeds, logger: logger))
    }

    private func text(of deployment: Deployment) async throws -> String {
        var (text, last) = ("", 0)
        while true {
            let page = try await store.log(of: deployment.id, after: last, limit: Self.pageSize)
            for line in page { text += "\(line.text)\n" }
            guard let end = page.last, page.count == Self.pageSize else { return text }
            last = end.sequence
        }
    }

    private func deployment(_ context: APIContext, of project: Project) async throws -> Deployment {
        let number = try Self.number(context, of: project)
        guard let deployment = try await store.deployment(number, of: project.id) else {
            throw APIError.notFound("\(project.name) has no deployment \(number)")
        }
        return deployment
    }

    /// - Throws: 400 for what is no number, 404 for one that no deployment can have.
    private static func number(_ context: APIContext, of project: Project) throws(APIError) -> Int {
        let text = context.parameters.get("number") ?? ""
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .malformed("\(text.quotedForDisplay) is not the number of a deployment")
        }
        guard let number = Int32(text), number > 0 else {
            throw .notFound("\(project.name) has no deployment \(text.quotedForDisplay)")
        }
        return Int(number)
    }

    private func resource(_ deployment: Deployment) -> DeploymentResource {
        DeploymentResource(deployment, registry: registry)
    }

    private func accepted(_ deployment: Deployment, _ message: String) -> Answer<DeploymentResource> {
        Answer(.accepted, status: "accepted", message: message, content: resource(deployment))
    }

    private static func refusal(of deployment: Deployment) -> String {
        deployment.status.isUnfinished
            ? "deployment \(deployment.number) is rolling out and cannot be canceled any more; roll back afterwards"
            : "deployment \(deployment.number) has ended (\(deployment.status.rawValue)); there is nothing to cancel"
    }
}
