import Buildpacks

let interruption = Interruption()
interruption.whileRunning { await PackCommand.run(Array(CommandLine.arguments.dropFirst()), interruption) }
