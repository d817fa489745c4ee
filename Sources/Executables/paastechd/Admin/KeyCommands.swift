import ArgumentParser
import Foundation
import PlatformModel
import SSHPublicKeys

struct AddKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Gives an account an SSH key.")

    @Argument(help: "User name.") var user: String
    @Argument(help: "A .pub file, or - for standard input.") var file = "-"
    @Option(help: "What to call the key, at most 30 characters.") var name: String
    @OptionGroup var options: AdminOptions

    func run() async throws {
        let platform = try options.open()
        let user = try await platform.user(user)
        guard (1...30).contains(name.count) else { throw fail(.invalid, "a key's name has 1 to 30 characters") }
        let key: SSHPublicKey
        do {
            key = try SSHPublicKey(parsing: try text())
        } catch let error as SSHPublicKeyError {
            throw fail(.invalid, "\(error)")
        }
        guard let fingerprint = KeyFingerprint(key.fingerprint) else {
            throw fail(.internalError, "fingerprint \(key.fingerprint) has an unknown form")
        }
        let added = try await platform.database.addKey(
            NewKey(name: name, type: key.type, fingerprint: fingerprint, blob: key.blob), to: user.id)
        print("added key \(added.name) \(added.fingerprint) to \(user.name)")
    }

    private func text() throws -> String {
        if file == "-" { return try readStandardInput() }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw fail(.notFound, "\(file) cannot be read: name a .pub file, or - for standard input")
        }
        return text
    }
}

struct ListKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the keys of an account, or all.")

    @Argument var user: String?
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var options: AdminOptions

    func run() async throws {
        let platform = try options.open()
        let keys: [AuthorizedKey]
        if let user {
            keys = try await platform.database.keys(of: platform.user(user).id)
        } else {
            keys = try await platform.database.allKeys()
        }
        if json { return try printJSON(keys.map(KeyListing.init)) }
        for key in keys { print("\(key.ownerName)\t\(key.name)\t\(key.fingerprint)\t\(key.type)") }
    }
}

struct RemoveKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Takes a key from an account.")

    @Argument(help: "User name.") var user: String
    @Argument(help: "The key's name, id or fingerprint.") var key: String
    @OptionGroup var options: AdminOptions

    func run() async throws {
        let platform = try options.open()
        let user = try await platform.user(user)
        let matches = try await platform.database.keys(of: user.id).filter {
            $0.name == key || "\($0.id)" == key || "\($0.fingerprint)" == key
        }
        guard let match = matches.first else {
            throw fail(
                .notFound,
                "\(user.name) has no key \(key.quotedForDisplay): list them with paastechd admin key list \(user.name)")
        }
        guard matches.count == 1 else {
            throw fail(
                .conflict, "\(user.name) has several keys called \(key.quotedForDisplay): name one by its fingerprint")
        }
        try await platform.database.removeKey(match.id, of: user.id)
        print("removed key \(match.name) \(match.fingerprint) from \(user.name)")
    }
}
