import ArgumentParser
import Buildpacks

/// `builder create` and `builder inspect`.
struct BuilderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "builder", abstract: "Make and show builders.",
        subcommands: [BuilderCreateCommand.self, BuilderInspectCommand.self])
}

struct BuilderCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Create a builder image.")

    @Argument(help: "Name of the builder.") var name: String
    @Option(name: .shortAndLong, help: "Path of builder.toml.") var config: String
    @Option(name: .customLong("pull-policy"), help: "Whether images are fetched: always, never or if-not-present.")
    var pullPolicy: BuildOptions.PullPolicy = .always
    @Flag(help: "Push the builder to the registry of its name as well.") var publish = false
    @OptionGroup var display: OutputOptions

    func run() async throws {
        let creation = BuilderCreation(
            name: name, configurationPath: config, publishes: publish, pullPolicy: pullPolicy,
            engine: try DockerHost.engine(), lifecycle: try .besideExecutable(), logins: DockerHost.logins,
            output: display.output)
        try await creation.run()
    }
}

struct BuilderInspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "inspect", abstract: "Show a builder.")

    @Argument(help: "Name of the builder.") var name: String
    @Option(name: .shortAndLong, help: "human-readable, json, yaml or toml.")
    var output: InspectionFormat = .humanReadable
    @OptionGroup var display: OutputOptions

    func run() async throws {
        try await ImageInspector(
            engine: try DockerHost.engine(), logins: DockerHost.logins, format: output, output: display.output
        ).builder(name)
    }
}

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show an application image.", aliases: ["inspect-image"])

    @Argument(help: "Name of the image.") var name: String
    @Option(name: .shortAndLong, help: "human-readable, json, yaml or toml.") var output: InspectionFormat =
        .humanReadable
    @OptionGroup var display: OutputOptions

    func run() async throws {
        try await ImageInspector(
            engine: try DockerHost.engine(), logins: DockerHost.logins, format: output, output: display.output
        ).application(name)
    }
}

extension InspectionFormat: ExpressibleByArgument {}
