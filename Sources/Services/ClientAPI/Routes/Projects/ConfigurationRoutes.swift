import ClientAPIContract
import Hummingbird
import PlatformModel

/// The run-time environment of a project. Its values go to its owner and the application, and into no log.
struct ConfigurationRoutes: RouteGroup {
    let store: any ProjectStore
    let deployments: any DeploymentStore
    let requests: any RequestedDeployments
    /// `HOST:PORT` of the image registry.
    let registry: String

    func add(to routes: Routes) {
        routes.project(.configuration) { _, _, _, project in
            Answer(content: project.environment)
        }
        routes.project(.replaceConfiguration) { request, context, caller, project in
            var form = try await Form(request, context)
            let variables = form.variables()
            try form.check()
            return try await change(.replace(RuntimeEnvironment(variables)), of: project, request, caller)
        }
        routes.project(.changeConfiguration) { request, context, caller, project in
            var form = try await Form(request, context)
            let changes = form.variableChanges()
            try form.check()
            return try await change(.merge(changes), of: project, request, caller)
        }
        routes.project(.deploy) { request, context, caller, project in
            let variables = try await Form(request, context).nestedVariables("env_vars")
            // Nothing is changed when there is nothing to deploy it with.
            guard try await deployments.liveDeployment(of: project.id) != nil else {
                throw APIError.conflict("\(project.name) has nothing to deploy yet; push to it first")
            }
            return try await change(.replace(RuntimeEnvironment(variables)), of: project, request, caller)
        }
    }

    private func change(
        _ change: EnvironmentChange, of project: Project, _ request: Request, _ caller: Caller
    ) async throws -> Answer<ConfigurationChange> {
        let isRolledOut = try Query(request).flag(RolloutQuery.name) ?? true
        let changed = try await store.changeEnvironment(change, of: project.id)
        let deployment = isRolledOut ? try await requests.applyConfiguration(of: changed, by: caller.user.id) : nil
        return Answer(
            message: deployment.map { "deployment \($0.number) rolls the change out" }
                ?? "the change takes effect with the next deployment",
            content: ConfigurationChange(
                environment: changed.environment,
                deployment: deployment.map { DeploymentResource($0, registry: registry) }))
    }
}

extension Form {
    /// The whole body as variables.
    mutating func variables() -> [String: String] {
        variableChanges(areRemovalsAllowed: false).compactMapValues(\.self)
    }

    /// The whole body as changes of variables; `null` removes one.
    mutating func variableChanges(areRemovalsAllowed: Bool = true) -> [String: String?] {
        var changes: [String: String?] = [:]
        for (name, value) in all {
            switch value {
            case .string(let text): changes[name] = .some(text)
            case .null where areRemovalsAllowed: changes[name] = .some(nil)
            default: report(name, "the value of variable \(name.quotedForDisplay) must be text")
            }
        }
        for (name, problem) in RuntimeEnvironment.problems(with: changes) {
            report(name, "variable \(name.quotedForDisplay) \(problem)")
        }
        return changes
    }

    /// One field of the body as variables.
    /// - Throws: 422 with everything that is wrong with them.
    func nestedVariables(_ field: String) throws(APIError) -> [String: String] {
        guard case .object(let fields) = self[field] else {
            throw .invalid([FieldProblem(field: field, message: "\(field) must be an object of texts")])
        }
        var form = Form(fields)
        let variables = form.variables()
        try form.check()
        return variables
    }
}
