import ArgumentParser
import ClientAPIContract
import PlatformModel

struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run-time environment of the application.",
        subcommands: [ListConfig.self, GetConfig.self, SetConfig.self, UnsetConfig.self],
        defaultSubcommand: ListConfig.self)
}

struct ListConfig: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the variables.")

    @OptionGroup var listing: ListingOptions
    @OptionGroup var options: ProjectOptions

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        let environment = try await client.content(
            of: .project(.configuration, project.id), returning: [String: String].self)
        if listing.json { return try session.console.json(environment) }
        if environment.isEmpty {
            session.console.note("\(project.name) has no variables: paastech config set KEY=VALUE")
        }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            session.console.line("\(session.console.style.bold(name))=\(TerminalText.plain(value))")
        }
    }
}

struct GetConfig: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Prints one variable's value.")

    @Argument(help: "The variable's name.") var key: String
    @OptionGroup var options: ProjectOptions

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        let environment = try await client.content(
            of: .project(.configuration, project.id), returning: [String: String].self)
        guard let value = environment[key] else {
            throw ClientError(
                .invalid, "\(project.name) has no variable \(key.quotedForDisplay)", next: "paastech config")
        }
        session.console.line(value)
    }
}

struct SetConfig: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Sets variables and rolls the application out with them.")

    @Argument(help: ArgumentHelp("Variables.", valueName: "key=value")) var variables: [VariableAssignment]
    @OptionGroup var change: ConfigurationChangeOptions

    func run(in session: Session) async throws {
        try await change.apply(VariableAssignment.environment(variables).mapValues { $0 }, in: session)
    }
}

struct UnsetConfig: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset", abstract: "Removes variables and rolls the application out without them.")

    @Argument(help: ArgumentHelp("Names of variables.", valueName: "key")) var keys: [String]
    @OptionGroup var change: ConfigurationChangeOptions

    func run(in session: Session) async throws {
        try await change.apply(Dictionary(keys.map { ($0, nil) }) { $1 }, in: session)
    }
}
