import ArgumentParser
import ClientAPIContract
import PlatformModel

struct RemoveKey: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Takes the right to push from an SSH key.")

    @Argument(help: "The key's name, id or fingerprint.") var key: String
    @OptionGroup var server: ServerOptions

    func run(in session: Session) async throws {
        let client = try session.client(server)
        let match = try Self.match(key, in: await client.ownKeys())
        _ = try await client.call(.removeKey(match.id), returning: NoContent.self)
        session.console.line("removed key \(match.name) \(match.fingerprint)")
    }

    static func match(_ text: String, in keys: [KeyResource]) throws(ClientError) -> KeyResource {
        let matches = keys.filter { $0.name == text || "\($0.id)" == text.lowercased() || $0.fingerprint == text }
        guard let match = matches.first else {
            throw ClientError(.invalid, "you have no key \(text.quotedForDisplay)", next: "paastech keys")
        }
        guard matches.count == 1 else {
            throw ClientError(
                .invalid, "\(matches.count) of your keys are called \(text.quotedForDisplay)",
                details: matches.map(\.fingerprint), next: "paastech keys remove FINGERPRINT")
        }
        return match
    }
}
