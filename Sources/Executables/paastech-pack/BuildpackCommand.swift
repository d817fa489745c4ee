import ArgumentParser
import Buildpacks

/// `buildpack package`.
struct BuildpackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "buildpack", abstract: "Work with buildpacks.", subcommands: [BuildpackPackageCommand.self])
}

struct BuildpackPackageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "package", abstract: "Put a buildpack, with those it is composed of, into an image or a file.")

    @Argument(help: "Name of the image, or path of the file.") var name: String
    @Option(name: .shortAndLong, help: "Path of package.toml.") var config: String?
    @Option(name: .shortAndLong, help: "The buildpack, where there is no package.toml.") var path: String?
    @Option(name: .shortAndLong, help: "What to make: image, or file for a .cnb file.")
    var format: BuildpackPackage.Format = .image
    @Option(name: .customLong("pull-policy"), help: "Whether images are fetched: always, never or if-not-present.")
    var pullPolicy: BuildOptions.PullPolicy = .always
    @Flag(help: "Push the package to the registry of its name as well.") var publish = false
    @OptionGroup var display: OutputOptions

    func run() async throws {
        let package = BuildpackPackage(
            name: name, format: format, configurationPath: config, path: path, publishes: publish,
            pullPolicy: pullPolicy, engine: try DockerHost.engine(), logins: DockerHost.logins, output: display.output)
        try await package.run()
    }
}

extension BuildpackPackage.Format: ExpressibleByArgument {}
