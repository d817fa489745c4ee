import Glibc

/// Where a phase writes what people read, unbuffered.
package struct PhaseLog: Sendable {
    package var isVerbose: Bool
    /// Standard error where standard output carries the result.
    package var descriptor: CInt

    package init(isVerbose: Bool = false, descriptor: CInt = 2) {
        self.isVerbose = isVerbose
        self.descriptor = descriptor
    }

    package func line(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            // Nobody reads any more; the platform ends the container.
            guard count > 0 else { return }
            done += count
        }
    }

    /// A line for those who asked for more.
    package func detail(_ text: String) {
        if isVerbose { line(text) }
    }

    /// How long something took that has ended now.
    package func timer(_ name: String, since start: ContinuousClock.Instant) {
        detail("Timer: \(name) ran for \(start.duration(to: .now))")
    }

    /// The heading of a phase, as `pack` prints it.
    package func phase(_ name: String) { line("===> \(name)") }
}
