import Buildpacks

await PackCommand.run(Array(CommandLine.arguments.dropFirst()))
