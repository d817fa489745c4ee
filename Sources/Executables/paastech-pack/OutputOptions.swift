import ArgumentParser
import Buildpacks

/// What `pack` takes with every command.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("no-color"), help: "No colours; there are none.") var noColor = false
    @Flag(help: "Begin every line with the time.") var timestamps = false
    @Flag(name: .shortAndLong, help: "Show the result and errors only.") var quiet = false
    @Flag(name: .shortAndLong, help: "Show more.") var verbose = false

    var output: BuildOutput {
        BuildOutput(level: quiet ? .quiet : verbose ? .verbose : .normal, timestamps: timestamps)
    }
}

extension BuildOptions.PullPolicy: ExpressibleByArgument {}
