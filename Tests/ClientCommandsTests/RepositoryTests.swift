import PlatformModel
import TestSupport
import Testing

@testable import ClientCommands

@Suite("The repository one stands in")
struct RepositoryTests {
    @Test(
        "a directory's name becomes the nearest project name",
        arguments: [
            ("hello", "hello"), ("My Shop", "my-shop"), ("api_v2.1", "api-v2-1"), ("2048-game", "game"),
            ("--x--", "x"), ("Übung", "bung"),
            ("a" + String(repeating: "-b", count: 20), "a-b-b-b-b-b-b-b-b-b-b-b-b-b-b"),
        ])
    func names(_ directory: String, _ name: String) {
        #expect(ProjectNaming.name(from: directory)?.description == name)
    }

    @Test("a name of which nothing can be kept is none", arguments: ["", "123", "...", "日本", "xn"])
    func noName(_ directory: String) {
        #expect(ProjectNaming.name(from: directory) == nil)
    }

    @Test("remotes over SSH, in both of git's forms")
    func remotes() throws {
        let url = try #require(RemoteURL("ssh://git@127.0.0.1:2222/alice/hello.git"))
        #expect(url.user == "git")
        #expect(url.host == "127.0.0.1")
        #expect(url.port == 2222)
        #expect(url.project?.description == "alice/hello")
        #expect(RemoteURL("git@example.org:hello")?.project?.description == "hello")
        #expect(RemoteURL("ssh://git@[::1]:22/hello")?.host == "::1")
        #expect(RemoteURL("ssh://example.org/hello")?.user == nil)
    }

    @Test(
        "what is not SSH is no remote of ours",
        arguments: ["https://example.org/hello", "/srv/hello", "./a:b", "ssh://", "ssh://git@/x", "ssh://h:port/x", ""])
    func foreignRemotes(_ text: String) {
        #expect(RemoteURL(text) == nil)
    }

    @Test("git itself tells remote and server, in a subdirectory and a second work tree, too")
    func settings() throws {
        let scratch = try ScratchGit()
        let directory = try TemporaryDirectory("work")
        let work = directory.file("hello")
        try scratch.run(["init", "--quiet", work], in: directory.path)
        let server = try ServerAddress(parsing: "http://127.0.0.1:8081", source: "test")
        let copy = try WorkCopy(surroundings(work))
        #expect(throws: ClientError.self) { try copy.projectReference() }
        try copy.connect(to: "ssh://git@127.0.0.1:2222/hello", of: server)

        try scratch.run(["commit", "--quiet", "--allow-empty", "-m", "x"], in: work)
        try scratch.run(["worktree", "add", "--quiet", directory.file("second")], in: work)
        let second = try WorkCopy(surroundings(directory.file("second")))
        #expect(second.settings.server == "http://127.0.0.1:8081")
        #expect(try second.projectReference().description == "hello")
        try second.disconnect()
        #expect(try WorkCopy(surroundings(work)).settings == RepositorySettings(parsing: ""))
    }

    @Test("outside of a repository the error says so")
    func outside() throws {
        let directory = try TemporaryDirectory("nowhere")
        let copy = try WorkCopy(surroundings(directory.path))
        #expect(throws: ClientError.self) { try copy.projectReference() }
        #expect(try copy.root() == nil)
    }

    @Test("push is git push paastech to the deploy branch and nothing more")
    func push() throws {
        let git = try GitCommand(surroundings("/"))
        #expect(
            Push.command(git, to: "main", pushOptions: [], force: false).arguments
                == ["push", "paastech", "HEAD:refs/heads/main"])
        #expect(
            Push.command(git, to: "live", pushOptions: ["detach", "--exec=x"], force: true).arguments == [
                "push", "--push-option=detach", "--push-option=--exec=x", "--force", "paastech", "HEAD:refs/heads/live",
            ])
    }

    @Test("the try at the gatekeeper asks nothing and takes no option from the host's name")
    func firstPush() throws {
        let url = try #require(RemoteURL("ssh://git@-oProxyCommand=x:2222/hello"))
        let command = FirstPush.command("/usr/bin/ssh", url, environment: [:])
        #expect(command.arguments.suffix(3) == ["2222", "--", "git@-oProxyCommand=x"])
        #expect(command.arguments.contains("StrictHostKeyChecking=accept-new"))
    }

    private func surroundings(_ directory: String) -> Surroundings {
        Surroundings(
            environment: ["PATH": "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"],
            workingDirectory: directory)
    }
}
