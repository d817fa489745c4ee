import ArgumentParser

struct Login: ClientCommand {
    static let configuration = CommandConfiguration(abstract: "Signs in; the session lasts six hours.")

    @Option(help: "Email address.") var email: String?
    @Flag(help: "Take the password from the first line of standard input.") var passwordStdin = false
    @OptionGroup var server: ServerOptions

    private static let instead = "paastech login --email EMAIL --password-stdin"

    func run(in session: Session) async throws {
        let console = session.console
        let client = try session.anonymousClient(server)
        client.server.warnWhenExposed(on: console)
        if console.isInteractive { console.note("signing in to \(client.server)") }
        let address = try email ?? console.ask("Email", instead: Self.instead)
        let password =
            try passwordStdin ? console.passwordFromStandardInput() : console.askPassword(instead: Self.instead)
        try await SignIn(session: session, client: client)(email: address, password: password)
    }
}

extension ServerAddress {
    @MainActor
    func warnWhenExposed(on console: Console) {
        guard isExposed else { return }
        console.note(console.errorStyle.yellow("warning: \(self) is not encrypted, others may read your password"))
    }
}
