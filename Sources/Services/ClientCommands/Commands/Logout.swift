import ArgumentParser
import ClientAPIContract

struct Logout: ClientCommand {
    static let configuration = CommandConfiguration(abstract: "Ends the session and forgets its token.")

    @OptionGroup var server: ServerOptions

    func run(in session: Session) async throws {
        let route = try session.route(server)
        let server = route.server
        let file = try session.credentialFile()
        guard let login = try file.read().login(at: server) else {
            return session.console.line("you are not signed in to \(server)")
        }
        let client = APIClient(route: route, token: login.accessToken, console: session.console)
        do {
            _ = try await client.call(.of(.logout), returning: NoContent.self)
        } catch let error as ClientError {
            // An ended session is what was asked for; an absent server must not keep the token here.
            if error.code != .notSignedIn {
                session.console.note("the server could not end the session, it ends by itself: \(error.message)")
            }
        }
        try file.update { $0.remove(server) }
        session.console.line("signed out of \(server)")
    }
}
