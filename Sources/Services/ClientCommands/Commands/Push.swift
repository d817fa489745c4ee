import ArgumentParser
import ClientAPIContract
import LinuxSystem

struct Push: ClientCommand {
    static let configuration = CommandConfiguration(
        abstract: "Pushes what is checked out to the branch that is deployed: git push paastech HEAD:main.",
        discussion: "Without a session, or while the server does not answer, that branch is taken to be main.")

    @Option(
        name: [.customShort("o"), .customLong("push-option")],
        help: ArgumentHelp("no-deploy, clear-cache or detach.", valueName: "option"))
    var pushOptions: [String] = []

    @Flag(help: "Push although it is not a descendant of what is there.") var force = false
    @OptionGroup var server: ServerOptions

    func run(in session: Session) async throws {
        let copy = try session.workCopy()
        let reference = try copy.projectReference()
        let branch: String
        do {
            branch = try await session.client(server).project(reference).deployBranch
        } catch let error as ClientError {
            // git needs neither session nor API, and the gatekeeper has the last word.
            guard [.notSignedIn, .unreachable].contains(error.code) else { throw error }
            branch = "main"
            session.console.note(
                session.console.errorStyle.dim("\(error.message); taking main for the branch that is deployed"))
        }
        session.console.note("pushing to \(branch), the branch that is deployed")
        try Self.command(copy.git, to: branch, pushOptions: pushOptions, force: force).replaceProcess()
    }

    static func command(_ git: GitCommand, to branch: String, pushOptions: [String], force: Bool) -> ChildCommand {
        let options = pushOptions.map { "--push-option=\($0)" } + (force ? ["--force"] : [])
        return git.command(["push"] + options + [RepositorySettings.remoteName, "HEAD:refs/heads/\(branch)"])
    }
}
