import ArgumentParser
import ClientAPIContract
import PlatformModel

struct Delete: ClientCommand {
    static let configuration = CommandConfiguration(
        abstract: "Deletes a project: application, images, repository, everything.")

    @Flag(name: [.customShort("y"), .long], help: "Do not ask.") var yes = false
    @OptionGroup var options: ProjectOptions

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        try confirm(project, on: session.console)
        _ = try await client.call(
            .project(.removeProject, project.id), returning: NoContent.self, within: .seconds(180))
        session.console.line("deleted \(project.name): application, images and repository are gone")
        try disconnect(project, session)
    }

    @MainActor
    private func confirm(_ project: ProjectResource, on console: Console) throws {
        guard !yes else { return }
        console.note("this deletes \(project.owner)/\(project.name), its application, images and repository, for good")
        let answer = try console.ask("Type the project's name to go on", instead: "paastech delete --yes")
        guard answer == project.name else {
            throw ClientError(.canceled, "\(answer.quotedForDisplay) is not \(project.name); nothing was deleted")
        }
    }

    /// The remote that led to the project goes with it.
    @MainActor
    private func disconnect(_ project: ProjectResource, _ session: Session) throws {
        guard let copy = try? session.workCopy(), let remote = copy.settings.remote,
            let reference = RemoteURL(remote)?.project, project.answers(to: reference)
        else { return }
        try copy.disconnect()
        session.console.note("removed the remote \(RepositorySettings.remoteName) of this repository")
    }
}
