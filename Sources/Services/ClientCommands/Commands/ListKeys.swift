import ArgumentParser
import ClientAPIContract
import FoundationEssentials

struct ListKeys: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists your keys.")

    @OptionGroup var listing: ListingOptions
    @OptionGroup var server: ServerOptions

    func run(in session: Session) async throws {
        let keys = try await session.client(server).ownKeys()
        let now = Date()
        try session.console.show(keys, as: listing, emptyText: "no keys yet: paastech keys add") { style in
            var table = Table("NAME", "TYPE", "FINGERPRINT", "ADDED")
            for key in keys {
                table.add([
                    .init(key.name), .init(key.type), .init(key.fingerprint),
                    .init(Wording.ago(key.createdAt, now: now), paint: style.dim),
                ])
            }
            return table
        }
    }
}

extension APIClient {
    func ownKeys() async throws -> [KeyResource] {
        try await content(of: .of(.ownKeys), returning: [KeyResource].self)
    }
}
