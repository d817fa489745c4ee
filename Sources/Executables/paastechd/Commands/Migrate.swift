import ArgumentParser

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Brings the database to the newest schema.")

    @OptionGroup var options: PlatformOptions

    func run() async throws {
        let applied = try await Platform(options, applicationName: "paastechd migrate").database.migrate()
        for name in applied { print("applied \(name)") }
        if applied.isEmpty { print("the database is up to date") }
    }
}
