import Glibc
import LinuxSystem

/// Sees to it that the first `git push` needs no answer: the account has a key, and ssh knows the gatekeeper's host key.
@MainActor
struct FirstPush {
    let session: Session
    let client: APIClient
    let remote: String

    /// Says what is missing; nothing of it undoes what `init` has done.
    func prepare() async throws {
        let console = session.console
        guard try await !client.ownKeys().isEmpty else {
            return console.note(console.errorStyle.yellow("your account has no SSH key yet: paastech keys add"))
        }
        guard let check = try check() else { return }
        console.note(console.errorStyle.dim("trying the key at \(remote) …"))
        let outcome = try CapturedRun.run(check)
        if !Self.greets(outcome.output + outcome.errors) {
            let reason = outcome.errors.split(whereSeparator: \.isNewline).last.map(String.init) ?? "no answer"
            console.note(
                console.errorStyle.yellow(
                    "ssh could not try the key: \(TerminalText.plain(reason)); a push may ask or be refused"))
        }
    }

    /// Whether this is the gatekeeper's answer to somebody it knows.
    nonisolated static func greets(_ answer: String) -> Bool {
        answer.contains("Hi ") && answer.contains("gives no shell")
    }

    /// An ssh that asks nothing and keeps a host key it has never seen; a key that changed it still refuses.
    /// Nil where git was told of another ssh, whose configuration is not ours to guess.
    private func check() throws -> ChildCommand? {
        let surroundings = session.surroundings
        guard ["GIT_SSH", "GIT_SSH_COMMAND"].allSatisfy({ surroundings.variable($0) == nil }),
            try session.workCopy().git.output("config", "--get", "core.sshCommand") == nil,
            let program = ChildCommand.find("ssh", in: surroundings.searchPath), let url = RemoteURL(remote)
        else { return nil }
        return Self.command(program, url, environment: surroundings.environment)
    }

    nonisolated static func command(_ program: String, _ url: RemoteURL, environment: [String: String]) -> ChildCommand
    {
        var arguments = [
            "-T", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=accept-new", "-o", "ConnectTimeout=10",
        ]
        if let port = url.port { arguments += ["-p", String(port)] }
        arguments += ["--", (url.user.map { "\($0)@" } ?? "") + url.host]
        return ChildCommand(executable: program, arguments: arguments, name: "ssh", environment: environment)
    }
}
