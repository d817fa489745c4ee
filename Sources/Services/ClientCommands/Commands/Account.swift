import ArgumentParser
import ClientAPIContract

struct Account: ClientCommand {
    static let configuration = CommandConfiguration(abstract: "Shows who you are.")

    @OptionGroup var listing: ListingOptions
    @OptionGroup var server: ServerOptions

    func run(in session: Session) async throws {
        let client = try session.client(server)
        let user = try await client.content(of: .of(.ownAccount), returning: UserResource.self)
        let console = session.console
        if listing.json { return try console.json(user) }
        console.line("\(console.style.bold(user.username)) <\(TerminalText.plain(user.email))>")
        console.line("server  \(client.server)")
        console.line("since   \(WireCoding.text(of: user.createdAt).prefix(10))")
        if user.isAdmin { console.line("administrator") }
    }
}
