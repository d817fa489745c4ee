import ArgumentParser
import Foundation
import PlatformModel
import PostgresStore

/// Options of every admin command.
struct AdminOptions: ParsableArguments {
    @OptionGroup var platform: PlatformOptions

    func open() throws -> Platform {
        try Platform(platform, applicationName: "paastechd admin")
    }
}

extension Platform {
    /// The account of that name.
    /// - Throws: ``PlatformError`` with code `notFound`.
    func user(_ name: String) async throws -> User {
        guard let user = try await database.user(named: UserName(parsing: name)) else {
            throw fail(
                .notFound, "user \(name.quotedForDisplay) does not exist: list them with paastechd admin user list")
        }
        return user
    }

    /// The project named `OWNER/NAME` or by its id, or by its name alone where only one owner has it.
    func project(_ text: String) async throws -> Project {
        let all = try await database.allProjects()
        let matches: [Project]
        switch ProjectReference(parsing: text) {
        case .id(let id): matches = all.filter { $0.id == id }
        case .owned(let owner, let name): matches = all.filter { $0.ownerName == owner && $0.name == name }
        case .own(let name): matches = all.filter { $0.name == name }
        case nil: matches = []
        }
        guard let project = matches.first else {
            throw fail(
                .notFound,
                "project \(text.quotedForDisplay) does not exist: list them with paastechd admin project list")
        }
        guard matches.count == 1 else {
            let names = matches.map { "\($0.ownerName)/\($0.name)" }.joined(separator: ", ")
            throw fail(.conflict, "several projects are called \(text.quotedForDisplay): name one of \(names)")
        }
        return project
    }
}

/// Reads standard input to its end, without the final line break.
func readStandardInput(limit: Int = 64 << 10) throws -> String {
    let data = try FileHandle.standardInput.read(upToCount: limit) ?? Data()
    guard let text = String(data: data, encoding: .utf8) else {
        throw PlatformError(.invalid, "standard input is not UTF-8")
    }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
}

func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
