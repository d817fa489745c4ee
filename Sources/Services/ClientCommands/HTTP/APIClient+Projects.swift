import ClientAPIContract
import PlatformModel

extension APIClient {
    /// The project of that reference.
    ///
    /// - Throws: ``ClientError`` with code `noProject`.
    func project(_ reference: ProjectReference) async throws -> ProjectResource {
        if case .id(let id) = reference {
            return try await content(of: .project(.project, id), returning: ProjectResource.self)
        }
        let projects = try await ownProjects()
        if let match = projects.first(where: { $0.answers(to: reference) }) { return match }
        throw ClientError(
            .noProject, "no project of yours at \(server) is called \("\(reference)".quotedForDisplay)",
            next: "paastech projects")
    }

    func ownProjects() async throws -> [ProjectResource] {
        try await content(of: .of(.ownProjects), returning: [ProjectResource].self)
    }

    /// The newest first.
    func deployments(of project: ProjectResource, limit: Int = 50) async throws -> [DeploymentResource] {
        try await content(
            of: .project(.deployments, project.id), query: DeploymentsQuery(limit: limit).text,
            returning: [DeploymentResource].self
        ).sorted { $0.number > $1.number }
    }

    /// What the application uses; nil while it does not run.
    func statistics(of project: ProjectResource) async throws -> StatisticsResource? {
        guard project.status.known == .running else { return nil }
        do {
            return try await content(of: .project(.statistics, project.id), returning: StatisticsResource.self)
        } catch let error as ClientError {
            // It may have stopped since, and a status without figures is better than none.
            guard error.code == .refused else { throw error }
            return nil
        }
    }
}

extension ProjectResource {
    /// Whether a remote or an option that says this means the project; a name alone means one's own.
    func answers(to reference: ProjectReference) -> Bool {
        switch reference {
        case .own(let name): self.name == name.description
        case .owned(let owner, let name): self.owner == owner.description && self.name == name.description
        case .id(let id): self.id == id
        }
    }
}
