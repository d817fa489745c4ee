// git's pre-receive hook. git starts it through core.hooksPath, with the references of the push on standard input; exit
// status 0 lets the push in. A push that only stores references is opened at once, every other one is examined.

import Glibc
import HookEntry
import LinuxSystem

do {
    let entry = try HookEntry(variable: ProcessImage.variable)
    if entry.storedPush({ .open(push: $0) }) != nil { exit(0) }
    entry.handOver(to: "examine-push")
} catch {
    HookEntry.fail("\(error)")
}
