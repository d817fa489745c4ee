import Glibc
import Synchronization

/// Ends every process of the container once the kernel has refused one more (Linux, "Process Number Controller").
///
/// Programs that cannot fork mostly try again for ever, so that a build would stand until its time is over.
final class ProcessLimitWatch: Sendable {
    /// Version 2 of control groups, then version 1, as a container sees its own.
    private static let files: [BytePath] = ["/sys/fs/cgroup/pids.events", "/sys/fs/cgroup/pids/pids.events"]
    private static let interval: useconds_t = 100_000

    private let reached = Atomic(false)

    var isReached: Bool { reached.load(ordering: .acquiring) }

    /// Watches on a thread of its own as long as the process lives. Only a container's first process does: anywhere
    /// else the processes belong to strangers.
    init() {
        guard getpid() == 1, Self.refusals() == 0 else { return }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<ProcessLimitWatch>.fromOpaque(context).takeRetainedValue().watch()
                return nil
            }, context)
        if code == 0 { pthread_detach(thread) }
    }

    private func watch() {
        while Self.refusals() == 0 { usleep(Self.interval) }
        reached.store(true, ordering: .releasing)
        // Whatever was started meanwhile is met in the next round.
        while true {
            kill(-1, SIGKILL)
            usleep(Self.interval)
        }
    }

    /// How often the kernel has refused; nil where it does not say.
    private static func refusals() -> Int? {
        for file in files {
            guard let bytes = (try? FileSystem.read(file)) ?? nil else { continue }
            for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
                let words = line.split(separator: " ")
                if words.count == 2, words[0] == "max" { return Int(words[1]) }
            }
        }
        return nil
    }
}
