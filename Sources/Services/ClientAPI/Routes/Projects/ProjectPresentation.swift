import ClientAPIContract
import PlatformModel

/// How projects are shown to people.
struct ProjectPresentation: Sendable {
    let configuration: ClientAPIConfiguration
    let statuses: ApplicationStatuses

    /// Their applications' statuses are unknown while the engine does not answer: a listing does not wait for what is down.
    func resources(_ projects: [Project]) async -> [ProjectResource] {
        let statuses = (try? await statuses.of(projects.map(\.id))) ?? [:]
        return projects.map { resource($0, status: statuses[$0.id] ?? .unknown) }
    }

    func resource(_ project: Project, status: ApplicationStatus) -> ProjectResource {
        ProjectResource(
            id: project.id, name: project.name.description, owner: project.ownerName.description,
            config: ProjectConfiguration(environment: project.environment), createdAt: project.createdAt,
            updatedAt: project.updatedAt, url: url(of: project),
            remote: "ssh://git@\(configuration.ssh)/\(project.ownerName)/\(project.name)",
            deployBranch: "\(project.deployBranch)", status: ContainerStatus(status))
    }

    /// By its friendly name, without a port that browsers know.
    private func url(of project: Project) -> String {
        let hosts = ApplicationHosts(
            project: project.id, name: project.name, owner: project.ownerName, domain: configuration.domain)
        let scheme = configuration.applicationScheme
        let isKnownPort = configuration.applicationPort == (scheme == "https" ? 443 : 80)
        return "\(scheme)://\(hosts.friendly)\(isKnownPort ? "" : ":\(configuration.applicationPort)")"
    }
}
