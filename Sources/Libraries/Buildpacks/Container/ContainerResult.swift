import BuildpackLifecycle

/// Reads what a build container sends: shows people their part and hands on the result's bytes.
///
/// Not trusted: sizes are counted and limited, frames may be cut anywhere.
final class ContainerResult {
    private let container: AttachedContainer
    private let output: BuildOutput
    private let limits: BuildOptions.Limits
    private let progress: BuildProgress
    private var pending = 0
    private var printed: Int64 = 0
    private var received: Int64 = 0

    init(_ container: AttachedContainer, output: BuildOutput, limits: BuildOptions.Limits, progress: BuildProgress) {
        self.container = container
        self.output = output
        self.limits = limits
        self.progress = progress
    }

    /// The next bytes of the result, past whatever is for people; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while pending == 0 {
            guard let frame = try container.nextFrame() else { return 0 }
            switch frame.stream {
            case .output: pending = frame.size
            case .error: try show(frame.size)
            }
        }
        let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(pending, buffer.count)])
        let count = try container.read(into: wanted)
        pending -= count
        received += Int64(count)
        guard received <= limits.result else {
            throw progress.limit("the build left more than \(limits.result >> 20) MiB, the limit of its result")
        }
        return count
    }

    /// Reads to the end of the connection for the sake of what is printed.
    func drain() throws {
        var scratch = [UInt8](repeating: 0, count: 65536)
        while try scratch.withUnsafeMutableBytes({ try read(into: $0) }) > 0 {}
    }

    private func show(_ size: Int) throws {
        var remaining = size
        while remaining > 0 {
            var bytes = [UInt8](repeating: 0, count: min(remaining, 65536))
            let count = try bytes.withUnsafeMutableBytes { try container.read(into: $0) }
            if count == 0 { return }
            remaining -= count
            printed += Int64(count)
            guard printed <= limits.output else {
                throw progress.limit("the build printed more than \(limits.output >> 20) MiB, the limit of its output")
            }
            output.raw(Array(bytes[..<count]))
        }
    }
}
