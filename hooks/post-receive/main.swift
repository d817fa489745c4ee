// git's post-receive hook: what was pushed is stored. It is accepted at once where there is nothing to deploy, else
// delivered. With arguments (`--deployment <id>`) it was not started by git.

import Glibc
import HookEntry
import LinuxSystem

let arguments = Array(CommandLine.arguments.dropFirst())
do {
    let entry = try HookEntry(variable: ProcessImage.variable)
    if arguments.isEmpty, let stored = entry.storedPush({ .accept(push: $0) }) {
        let text = Array(stored.lines.map { "\($0)\n" }.joined().utf8)
        _ = write(STDERR_FILENO, text, text.count)
        exit(0)
    }
    entry.handOver(to: "deliver-push", arguments: arguments)
} catch {
    HookEntry.fail("\(error)")
}
