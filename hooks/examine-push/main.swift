// The whole of the pre-receive hook: pre-receive becomes this program when a push has something to examine. The references
// of the push are on standard input; exit status 0 lets it in. Every decision is in `Delivery`.
//
// The examination blocks this, the main thread, on purpose: nothing else happens in the process.

import Delivery
import FoundationEssentials
import Glibc
import LinuxSystem
import PlatformModel
import PostgresStore

// A pusher who has gone away must not end the hook before the verdict is recorded.
SignalDisposition.ignore.apply(to: SIGPIPE)

var database = PlatformDatabase.Settings()
database.applicationName = "paastech pre-receive"
database.connections = 1
database.reconnectPatience = .seconds(5)

let answer: PushAcceptance.Answer
do throws(PlatformError) {
    let hook = try PreReceive(environment: ProcessInfo.processInfo.environment)
    let store = try PlatformDatabase(url: hook.databaseURL, settings: database)
    let verdict = hook.decide(input: Descriptor(owning: STDIN_FILENO))
    answer = await hook.settle(verdict, in: store)
    store.close()
} catch {
    answer = .refusal(error)
}
exit(answer.deliver(to: Descriptor(owning: STDERR_FILENO)))
