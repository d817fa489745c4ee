import FoundationEssentials
import Glibc
import LinuxSystem
import Logging

/// The log of the hooks: one line an event at the end of `<data>/log/hooks.log`, since their standard error is the pusher's
/// terminal. Each line is one append, so hooks that run side by side do not mix theirs.
struct HookLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    private let file: Descriptor?

    /// - Parameter path: of the file; where it cannot be opened nothing is logged, which must not fail a push.
    init(_ path: String) {
        file = try? Descriptor.open(path, flags: O_WRONLY | O_CREAT | O_APPEND)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let text = fields.map { " \($0.key)=\($0.value)" }.joined().filter { !$0.isNewline }
        let line = "\(Date().formatted(.iso8601)) \(event.level) deliver-push: \(event.message)\(text)\n"
        _ = Array(line.utf8).withUnsafeBytes { bytes in try? file?.write(bytes) }
    }
}
