import ArgumentParser
import ClientAPIContract
import PlatformModel

struct Init: ClientCommand {
    static let configuration = CommandConfiguration(
        abstract: "Creates a project for this repository, so that git push paastech main deploys it.",
        discussion: "Without NAME, the directory's name is taken.")

    @Argument(help: "The project's name: 1 to 30 characters a-z, 0-9 and hyphens.") var name: String?
    @Flag(help: "Connect to a project of yours that exists.") var existing = false
    @Flag(help: "Write paastech/buildpacks.yaml, too.") var config = false
    @OptionGroup var server: ServerOptions

    func run(in session: Session) async throws {
        let copy = try session.workCopy()
        let root = try freshRoot(of: copy, session.surroundings)
        let name = try projectName(root)
        let client = try session.client(server)
        let project = existing ? try await client.project(.own(name)) : try await create(name, with: client)
        do {
            try copy.connect(to: project.remote, of: client.server)
        } catch let error as ClientError {
            throw ClientError(
                error.code, "the project \(project.name) is there, but its remote could not be added: \(error.message)",
                next: "git remote add \(RepositorySettings.remoteName) \(project.remote)")
        }
        let console = session.console
        console.line("\(existing ? "connected to" : "created") \(project.name): \(project.url)")
        console.line("added the remote \(RepositorySettings.remoteName): \(project.remote)")
        try writeConfiguration(root, console)
        try await FirstPush(session: session, client: client, remote: project.remote).prepare()
        console.line("deploy with: git push \(RepositorySettings.remoteName) \(project.deployBranch)")
    }

    /// The top directory of a repository that is not connected yet.
    @MainActor
    private func freshRoot(of copy: WorkCopy, _ surroundings: Surroundings) throws -> String {
        guard let root = try copy.root() else {
            throw ClientError(
                .noProject, "\(surroundings.workingDirectory) is not in a git repository",
                next: "git init -b main && paastech init")
        }
        if let remote = copy.settings.remote {
            throw ClientError(
                .invalid,
                "this repository has a remote \"\(RepositorySettings.remoteName)\" already: \(remote.quotedForDisplay)",
                next: "paastech status, or to connect it anew: git remote remove paastech && paastech init")
        }
        return root
    }

    private func projectName(_ root: String) throws -> ProjectName {
        if let name {
            do {
                return try ProjectName(parsing: name)
            } catch {
                throw ClientError(.invalid, "\(error)", next: "paastech init NAME")
            }
        }
        let directory = root.split(separator: "/").last.map(String.init) ?? ""
        guard let name = ProjectNaming.name(from: directory) else {
            throw ClientError(
                .invalid, "no project name can be made of the directory's name \(directory.quotedForDisplay)",
                next: "paastech init NAME")
        }
        return name
    }

    @MainActor
    private func create(_ name: ProjectName, with client: APIClient) async throws -> ProjectResource {
        do {
            return try await client.content(
                of: .of(.createProject), sending: CreateProjectRequest(name: name.description),
                returning: ProjectResource.self, within: .seconds(60))
        } catch let error as ClientError {
            guard error.httpStatus == 409 else { throw error }
            throw ClientError(
                .refused, error.message, details: error.details,
                next: "paastech init OTHER-NAME, or to connect to it: paastech init \(name) --existing",
                httpStatus: 409)
        }
    }

    @MainActor
    private func writeConfiguration(_ root: String, _ console: Console) throws {
        let file = "\(BuildpacksTemplate.directory)/\(BuildpacksTemplate.file)"
        let exists = BuildpacksTemplate.exists(in: root)
        guard !exists else {
            return config ? console.note("\(file) is there already and stays as it is") : ()
        }
        guard config || console.confirms("Write \(file), to say how it is built?") else { return }
        try BuildpacksTemplate.write(to: root)
        console.line("wrote \(file): add and commit it when it says what you want")
    }
}
