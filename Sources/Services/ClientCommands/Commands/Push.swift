import ArgumentParser
import LinuxSystem

struct Push: ClientCommand {
    static let configuration = CommandConfiguration(
        abstract: "Pushes what is checked out: git push paastech HEAD:main.")

    @Option(
        name: [.customShort("o"), .customLong("push-option")],
        help: ArgumentHelp("no-deploy, clear-cache or detach.", valueName: "option"))
    var pushOptions: [String] = []

    @Flag(help: "Push although it is not a descendant of what is there.") var force = false

    func run(in session: Session) async throws {
        let copy = try session.workCopy()
        _ = try copy.projectReference()
        try Self.command(copy.git, pushOptions: pushOptions, force: force).replaceProcess()
    }

    static func command(_ git: GitCommand, pushOptions: [String], force: Bool) -> ChildCommand {
        let options = pushOptions.map { "--push-option=\($0)" } + (force ? ["--force"] : [])
        return git.command(["push"] + options + [RepositorySettings.remoteName, "HEAD:main"])
    }
}
