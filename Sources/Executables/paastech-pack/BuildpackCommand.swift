import ArgumentParser
import Buildpacks

/// `buildpack package`.
struct BuildpackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "buildpack", abstract: "Work with buildpacks.", subcommands: [BuildpackPackageCommand.self])
}

struct BuildpackPackageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "package", abstract: "Put a buildpack, with those it is composed of, into an image.")

    @Argument(help: "Name of the package.") var name: String
    @Option(name: .shortAndLong, help: "Path of package.toml.") var config: String?
    @Option(name: .shortAndLong, help: "Directory of the buildpack, where there is no package.toml.") var path: String?
    @Flag(help: "Push the package to the registry of its name as well.") var publish = false
    @OptionGroup var display: OutputOptions

    func run() async throws {
        let package = BuildpackPackage(
            name: name, configurationPath: config, path: path, publishes: publish, engine: try DockerHost.engine(),
            output: display.output)
        try await package.run()
    }
}
