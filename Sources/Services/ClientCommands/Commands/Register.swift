import ArgumentParser
import ClientAPIContract
import PlatformModel

struct Register: ClientCommand {
    static let configuration = CommandConfiguration(abstract: "Creates an account and signs in.")

    @Option(help: "3 to 30 characters a-z, 0-9 and hyphens.") var username: String?
    @Option(help: "Email address.") var email: String?
    @Flag(help: "Take the password from the first line of standard input.") var passwordStdin = false
    @OptionGroup var server: ServerOptions

    private static let instead = "paastech register --username NAME --email EMAIL --password-stdin"

    func run(in session: Session) async throws {
        let client = try session.anonymousClient(server)
        client.server.warnWhenExposed(on: session.console)
        let request = try request(session.console)
        let answer = try await client.call(.of(.register), sending: request, returning: UserResource.self)
        session.console.line("registered \(request.username) at \(client.server)")
        do {
            try await SignIn(session: session, client: client)(email: request.email, password: request.password)
        } catch let error as ClientError {
            guard error.code == .notSignedIn || error.code == .refused else { throw error }
            session.console.note(answer.message ?? "the account is not active yet: \(error.message)")
            session.console.note("then sign in with: \(client.server.loginCommand)")
        }
    }

    @MainActor
    private func request(_ console: Console) throws -> RegisterRequest {
        let name = try username ?? console.ask("User name", instead: Self.instead)
        do {
            _ = try UserName(parsing: name)
        } catch {
            throw ClientError(.invalid, "\(error)", next: Self.instead)
        }
        let address = try email ?? console.ask("Email", instead: Self.instead)
        return RegisterRequest(username: name, email: address, password: try password(console))
    }

    @MainActor
    private func password(_ console: Console) throws(ClientError) -> String {
        if passwordStdin { return try console.passwordFromStandardInput() }
        let bounds = Limits.password
        let password = try console.askPassword(
            "Password (\(bounds.lowerBound) to \(bounds.upperBound) characters)", instead: Self.instead)
        guard bounds.contains(password.count) else {
            throw ClientError(
                .invalid, "a password has \(bounds.lowerBound) to \(bounds.upperBound) characters",
                next: "paastech register")
        }
        guard try console.askPassword("The same again", instead: Self.instead) == password else {
            throw ClientError(.invalid, "the two passwords differ; nothing was changed", next: "paastech register")
        }
        return password
    }
}
