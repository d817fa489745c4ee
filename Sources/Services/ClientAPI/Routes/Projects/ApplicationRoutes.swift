import ClientAPIContract
import HTTPTypes
import Hummingbird
import Logging
import PlatformModel

/// What runs of a project: its status, statistics and output, and stopping it.
struct ApplicationRoutes: RouteGroup {
    let engine: any DeploymentEngine
    let statuses: ApplicationStatuses
    let store: any ProjectStore
    let streams: EventStream
    let logger: Logger
    private let feeds = ApplicationLogSource.Feeds()

    init(
        engine: any DeploymentEngine, statuses: ApplicationStatuses, store: any ProjectStore, streams: EventStream,
        logger: Logger
    ) {
        self.engine = engine
        self.statuses = statuses
        self.store = store
        self.streams = streams
        self.logger = logger
    }

    private static let mostStatuses = 100
    private static let defaultTail = 1000
    private static let longestTail = 10_000

    func add(to routes: Routes) {
        routes.project(.stop) { _, _, _, project in
            do throws(PlatformError) {
                defer { statuses.forget() }
                try await engine.stop(project.id)
            } catch {
                guard error.code == .notFound else { throw error }
                throw APIError.conflict(
                    "\(project.name) is not running; start it with PATCH /projects/\(project.id)/deploy")
            }
            return Answer(.created, message: "\(project.name) was stopped")
        }
        routes.project(.statistics) { _, _, _, project in
            try await Answer(content: StatisticsResource(running(project) { try await engine.statistics(of: $0) }))
        }
        routes.project(.applicationLogs, use: logs)
        routes.applicationStatuses(use: answerStatuses)
    }

    private func logs(
        _ request: Request, _ context: APIContext, _ caller: Caller, _ project: Project
    ) async throws -> Response {
        let query = Query(request)
        let tail = try query.number(LogQuery.tailName, in: 0...Self.longestTail) ?? Self.defaultTail
        let since = try query.time(LogQuery.sinceName).map { LogPosition.end(of: $0.microseconds - 1) }
        guard try query.flag(LogQuery.followName) ?? false else {
            let lines = try await running(project) { try await engine.logs(of: $0, tail: tail) }
            let wanted = lines.filter { line in since.map { line.time.microseconds > $0.microseconds } ?? true }
            return try Answer(content: LogsResource(logs: wanted.map { "\($0.text)\n" }.joined()))
                .response(from: request, context: context)
        }
        let resumed = request.headers[.lastEventID].flatMap { LogPosition($0) }
        let after = [since, resumed].compactMap(\.self).max()
        let source = try await running(project) {
            // Who resumes wants everything since, however little it wanted to begin with.
            try await ApplicationLogSource(
                of: $0, tail: resumed == nil ? tail : Self.longestTail, after: after, engine: engine, feeds: feeds,
                logger: logger)
        }
        return streams.response(from: source)
    }

    /// Of projects that the caller may see; the others are told apart from missing ones by nobody.
    private func answerStatuses(
        _ request: Request, _ context: APIContext, _ caller: Caller
    ) async throws -> Answer<ApplicationStatusesResource> {
        var form = try await Form(request, context)
        let names = Self.projects(in: &form)
        try form.check()
        var seen: [ProjectID] = []
        for id in names {
            let project = try await store.project(id)
            _ = try ProjectUse.read.admit(caller.user, to: project, id: id)
            seen.append(id)
        }
        let statuses = try await statuses.of(seen)
        let entries = seen.map { id in
            ApplicationStatusesResource.Entry(
                containerName: "\(id)", containerStatus: ContainerStatus(statuses[id] ?? .unknown))
        }
        return Answer(.created, content: ApplicationStatusesResource(containerStatuses: entries))
    }

    private static func projects(in form: inout Form) -> [ProjectID] {
        let field = "container_names"
        guard case .array(let values) = form[field] else {
            form.report(field, "\(field) must be a list of project ids")
            return []
        }
        guard values.count <= mostStatuses else {
            form.report(field, "\(field) holds \(values.count) ids; ask for at most \(mostStatuses) at once")
            return []
        }
        var projects: [ProjectID] = []
        for (index, value) in values.enumerated() {
            guard case .string(let text) = value, let id = ProjectID(text) else {
                form.report("\(field)[\(index)]", "\(field)[\(index)] is not the id of a project: it is a UUID")
                continue
            }
            projects.append(id)
        }
        return projects
    }

    /// Asks the engine about an application; that there is none is a matter of its state, not of the address.
    private func running<Result>(
        _ project: Project, _ ask: (ProjectID) async throws -> Result
    ) async throws -> Result {
        do {
            return try await ask(project.id)
        } catch let error as PlatformError where error.code == .notFound {
            throw APIError.conflict("\(project.name) is not running: push to it, or start it with its deploy route")
        }
    }
}

extension HTTPField.Name {
    static let lastEventID = Self("Last-Event-ID")!
}
