import ArgumentParser
import Buildpacks

/// `rebase`, with `pack`'s flags.
struct RebaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebase", abstract: "Put an application image on another version of its run image.")

    @Argument(help: "Name of the image.") var image: String
    @Option(name: .customLong("run-image"), help: "Run image to put it on, in place of the one it names.")
    var runImage: String?
    @Option(name: .customLong("previous-image"), help: "Image to rebase, which then stays as it is.")
    var previousImage: String?
    @Option(name: .customLong("report-output-dir"), help: "Directory report.toml is written to.")
    var reportOutputDirectory: String?
    @Option(name: .customLong("pull-policy"), help: "Whether images are fetched: always, never or if-not-present.")
    var pullPolicy: BuildOptions.PullPolicy = .always
    @Flag(help: "Do it even if the run image is another one than the image was made for.") var force = false
    @Flag(help: "Work in the registry of the image's name.") var publish = false
    @OptionGroup var display: OutputOptions

    func run() async throws {
        var options = RebaseOptions(image: image)
        options.runImage = runImage
        options.previousImage = previousImage
        options.reportDirectory = reportOutputDirectory
        options.pullPolicy = pullPolicy
        options.isForced = force
        options.publishes = publish
        try await ImageRebase(
            options, engine: try DockerHost.engine(), logins: DockerHost.logins, output: display.output
        ).run()
    }
}
