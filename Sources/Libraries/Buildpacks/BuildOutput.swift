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

    /// - Parameter sink: takes whole pieces of text; by default standard output.
    public init(level: Level = .normal, sink: @escaping @Sendable ([UInt8]) -> Void = BuildOutput.standardOutput) {
        self.level = level
        self.sink = sink
    }

    public func line(_ text: String) {
        if level >= .normal { sink(Array((text + "\n").utf8)) }
    }

    public func detail(_ text: String) {
        if level >= .verbose { sink(Array((text + "\n").utf8)) }
    }

    /// Passes on what a build container printed.
    func raw(_ bytes: [UInt8]) {
        if level >= .normal { sink(bytes) }
    }

    /// The heading of a phase.
    func phase(_ name: String) { line("===> \(name)") }

    /// Writes all bytes to descriptor 1; a reader that has gone is not an error of the build.
    public static let standardOutput: @Sendable ([UInt8]) -> Void = { bytes in
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            done += max(count, 0)
        }
    }
}
