import Glibc

/// Where a phase writes what people read: standard error, unbuffered, since standard output carries the result.
struct PhaseLog: Sendable {
    var isVerbose = false

    func line(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
            // Nobody reads any more; the platform ends the container.
            guard count > 0 else { return }
            done += count
        }
    }

    /// The heading of a phase, as `pack` prints it.
    func phase(_ name: String) { line("===> \(name)") }
}
