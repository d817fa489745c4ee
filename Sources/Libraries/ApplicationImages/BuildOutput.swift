import Glibc
import Synchronization

/// Where a build tells people what it does: standard output, line by line, so that a pipe shows it as it happens.
public struct BuildOutput: Sendable {
    public enum Level: Int, Sendable, Comparable {
        case quiet, normal, verbose

        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    public let level: Level
    private let sink: @Sendable ([UInt8]) -> Void
    /// Nil: lines carry no time.
    private let clock: LineClock?

    /// - Parameters:
    ///   - timestamps: whether each line begins with the time, as `pack`'s `--timestamps` has it.
    ///   - sink: takes whole pieces of text; by default standard output.
    public init(
        level: Level = .normal, timestamps: Bool = false,
        sink: @escaping @Sendable ([UInt8]) -> Void = BuildOutput.standardOutput
    ) {
        self.level = level
        self.sink = sink
        clock = timestamps ? LineClock() : nil
    }

    public func line(_ text: String) {
        if level >= .normal { write(Array((text + "\n").utf8)) }
    }

    /// A document, which ends its own lines and is for programs; quiet ones get it, too.
    package func text(_ text: String) { sink(Array(text.utf8)) }

    public func detail(_ text: String) {
        if level >= .verbose { write(Array((text + "\n").utf8)) }
    }

    /// What quiet callers are shown, too: the name of the image.
    public func result(_ text: String) {
        if level == .quiet { write(Array((text + "\n").utf8)) }
    }

    /// Passes on what a build container printed.
    package func raw(_ bytes: [UInt8]) {
        if level >= .normal { write(bytes) }
    }

    /// The heading of a phase.
    package func phase(_ name: String) { line("===> \(name)") }

    private func write(_ bytes: [UInt8]) {
        sink(clock?.stamp(bytes) ?? bytes)
    }

    private static let isLineOpen = Atomic(false)

    /// Writes all bytes to descriptor 1; a reader that has gone is not an error of the build.
    public static let standardOutput: @Sendable ([UInt8]) -> Void = { bytes in
        if let last = bytes.last { isLineOpen.store(last != 0x0A, ordering: .relaxed) }
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            done += max(count, 0)
        }
    }

    /// Ends the line that a buildpack left open on standard output, so that what follows stands on its own.
    public static func endOpenLine() {
        if isLineOpen.load(ordering: .relaxed) { standardOutput([0x0A]) }
    }
}

/// Puts the time in front of every line, in the form of `pack`: `2023/11/14 22:13:20.000000 `.
private final class LineClock: Sendable {
    private let isAtStart = Mutex(true)

    func stamp(_ bytes: [UInt8]) -> [UInt8] {
        let prefix = Self.now()
        return isAtStart.withLock { isAtStart in
            var stamped: [UInt8] = []
            for byte in bytes {
                if isAtStart { stamped += prefix }
                stamped.append(byte)
                isAtStart = byte == 0x0A
            }
            return stamped
        }
    }

    private static func now() -> [UInt8] {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var parts = tm()
        localtime_r(&time.tv_sec, &parts)
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map { padded($0, 2) }
        let day = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)].map { padded($0, 2) }
        let text = date.joined(separator: "/") + " " + day.joined(separator: ":")
        return Array("\(text).\(padded(time.tv_nsec / 1000, 6)) ".utf8)
    }
}
