// The whole of the post-receive hook: post-receive becomes this program when a push has something to deploy. With
// `--deployment <id>` it works on one deployment in the background.

import Delivery
import FoundationEssentials
import Glibc
import LinuxSystem
import PlatformModel

// The hook outlives its push: a session of its own, and no end by a terminal or a pipe that goes away.
ProcessSession.start()
SignalDisposition.ignore.apply(to: SIGPIPE, SIGHUP)
Pipeline.startReadingRepositories()

let environment = ProcessInfo.processInfo.environment
let terminal = Terminal(Descriptor(owning: STDERR_FILENO))
let signal = TerminationSignal(reason: "the platform was asked to stop")

do throws(PlatformError) {
    let context = try HookContext(environment: environment)
    try context.prepare()
    switch try HookInvocation(arguments: CommandLine.arguments.dropFirst()) {
    case .push: try await context.deliverPush(environment, to: terminal, interruptions: signal.reasons)
    case .deployment(let id): try await context.run(id, environment, interruptions: signal.reasons)
    }
} catch {
    // git ignores the status of this hook; the sentence is for the pusher, the rest is settled by the next sweep.
    terminal.write(" !     Deployment interrupted: \(error.message); the platform settles it, then push again")
    await terminal.flush()
    exit(1)
}
