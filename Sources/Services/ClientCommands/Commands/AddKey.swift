import ArgumentParser
import ClientAPIContract

struct AddKey: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Lets an SSH key push for you.",
        discussion: "Without FILE, the public key in ~/.ssh is taken.")

    @Argument(help: "A .pub file, or - for standard input.", completion: .file(extensions: ["pub"]))
    var file: String?
    @Option(help: "What to call the key, at most 30 characters; default: its comment.") var name: String?
    @OptionGroup var server: ServerOptions

    func run(in session: Session) async throws {
        let client = try session.client(server)
        let key: PublicKeyFile
        if let file {
            key = try PublicKeyFile.read(file, session.surroundings)
        } else {
            key = try await choose(session, known: client.ownKeys())
        }
        let request = AddKeyRequest(name: name ?? key.suggestedName, value: key.line)
        let added = try await client.content(of: .of(.addKey), sending: request, returning: KeyResource.self)
        session.console.line("added key \(added.name) \(added.fingerprint)")
    }

    /// The only new key in `~/.ssh`, or the one that is picked.
    @MainActor
    private func choose(_ session: Session, known: [KeyResource]) throws -> PublicKeyFile {
        let console = session.console
        let all = try PublicKeyFile.all(session.surroundings)
        let new = all.filter { key in !known.contains { $0.value == key.typeAndBlob } }
        guard let first = new.first else {
            guard all.isEmpty else {
                throw ClientError(.invalid, "every key in ~/.ssh is in your account already", next: "paastech keys")
            }
            throw ClientError(
                .file, "there is no public key in ~/.ssh", next: "ssh-keygen -t ed25519, then paastech keys add")
        }
        guard new.count > 1 else { return first }
        let list = new.enumerated().map { "\($0.offset + 1)  \($0.element.path)" }
        guard console.isInteractive else {
            throw ClientError(
                .invalid, "there are several public keys in ~/.ssh", details: list,
                next: "paastech keys add \(first.path)")
        }
        for line in list { console.note(line) }
        let answer = try console.ask("Which one (1 to \(new.count))", instead: "paastech keys add FILE")
        guard let number = Int(answer), new.indices.contains(number - 1) else {
            throw ClientError(.canceled, "\(answer) is none of them; nothing was added", next: "paastech keys add FILE")
        }
        return new[number - 1]
    }
}
