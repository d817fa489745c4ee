import DockerEngine
import Glibc
import LinuxSystem
import Synchronization

/// A running pack program: its output line by line, its limits, its end.
///
/// One owned thread reads both pipes and waits for the child; lines pass through a mailbox that, once full, makes the
/// thread stop reading, so that the program waits for whoever shows its output.
final class BuilderProcess: Sendable {
    enum Ending: Sendable, Equatable {
        /// It ended by itself.
        case ended(ChildProcess.ExitStatus)
        case canceled
        /// It was ended because it ran for too long.
        case timeLimit
        /// It was ended because it printed too much.
        case outputLimit
    }

    private let process: ChildProcess
    private let mailbox: LineMailbox<Ending>
    private let output: [Descriptor]
    private let wakeReading: Descriptor
    private let wakeWriting: Descriptor
    private let limits: BuildLimits
    private let isCanceled = Atomic(false)

    /// Starts the program.
    ///
    /// - Throws: `LinuxError`.
    init(_ command: ChildCommand, limits: BuildLimits) throws(LinuxError) {
        let (stdout, stdoutWriting) = try Descriptor.pipe()
        let (stderr, stderrWriting) = try Descriptor.pipe()
        let wake = try Descriptor.pipe()
        process = try ChildProcess(command, descriptors: [1: stdoutWriting.rawValue, 2: stderrWriting.rawValue])
        stdoutWriting.close()
        stderrWriting.close()
        try stdout.setNonBlocking()
        try stderr.setNonBlocking()
        try wake.reading.setNonBlocking()
        try wake.writing.setNonBlocking()
        output = [stdout, stderr]
        wakeReading = wake.reading
        wakeWriting = wake.writing
        self.limits = limits
        let writing = wake.writing
        mailbox = LineMailbox { Self.wake(writing) }
        startThread()
    }

    /// The next line, or how it ended. Waits to the end even when the task is cancelled: cancel the process instead.
    func next() async -> LineMailbox<Ending>.Item { await mailbox.next() }

    /// Asks it to end: SIGTERM to its group, SIGKILL after the grace time.
    func cancel() {
        isCanceled.store(true, ordering: .releasing)
        Self.wake(wakeWriting)
    }

    private static func wake(_ pipe: Descriptor) {
        var byte: UInt8 = 0
        _ = withUnsafeBytes(of: &byte) { try? pipe.write($0) }
    }

    // MARK: The thread

    private func startThread() {
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let process = Unmanaged<BuilderProcess>.fromOpaque(context).takeRetainedValue()
                process.mailbox.finish(process.supervise())
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(code == 0, "no thread for a build: error \(code)")
        pthread_detach(thread)
    }

    /// Runs until the child has ended and its output is read.
    private func supervise() -> Ending {
        var state = Supervision(limits: limits, now: .now)
        var splitters = output.map { _ in LineSplitter(limit: TerminalText.lineLimit) }
        while true {
            if isCanceled.load(ordering: .acquiring) { state.stop(.canceled, now: .now) }
            if let signal = state.dueSignal(now: .now) { process.signalGroup(signal) }
            let hasEnded = wait(until: state.wakeTime(now: .now))
            for (index, descriptor) in output.enumerated() where descriptor.rawValue >= 0 {
                guard !mailbox.isFull || hasEnded else { continue }
                read(descriptor, &splitters[index], &state)
            }
            guard hasEnded else { continue }
            // Whatever it left running holds the pipes open and would go on; the child is not reaped yet, so the group's
            // number is still its own.
            process.signalGroup(SIGKILL)
            drain(&splitters, &state)
            let status = process.wait()
            return state.ending ?? .ended(status)
        }
    }

    /// - Returns: whether the child has ended.
    private func wait(until deadline: ContinuousClock.Instant) -> Bool {
        var requests = [
            pollfd(fd: process.exitDescriptor.rawValue, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeReading.rawValue, events: Int16(POLLIN), revents: 0),
        ]
        if !mailbox.isFull {
            for descriptor in output where descriptor.rawValue >= 0 {
                requests.append(pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0))
            }
        }
        let left = max(.zero, deadline - .now).components
        let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1
        _ = poll(&requests, nfds_t(requests.count), Int32(min(milliseconds, 60_000)))
        if requests[1].revents != 0 {
            var scratch = [UInt8](repeating: 0, count: 64)
            _ = scratch.withUnsafeMutableBytes { try? wakeReading.read(into: $0) }
        }
        return requests[0].revents != 0
    }

    private func read(_ descriptor: Descriptor, _ splitter: inout LineSplitter, _ state: inout Supervision) {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        switch chunk.withUnsafeMutableBytes({ try? descriptor.read(into: $0) }) {
        case .bytes(let count):
            for line in splitter.feed(chunk[..<count]) { mailbox.put(line) }
            state.printed(count, now: .now)
        case .wouldBlock: return
        case .closed, nil:
            if let rest = splitter.finish() { mailbox.put(rest) }
            descriptor.close()
        }
    }

    /// Reads what is still in the pipes of an ended group; at most two pipes' worth of bytes is there.
    private func drain(_ splitters: inout [LineSplitter], _ state: inout Supervision) {
        for (index, descriptor) in output.enumerated() {
            var isReady = true
            while descriptor.rawValue >= 0, isReady {
                read(descriptor, &splitters[index], &state)
                isReady = descriptor.rawValue >= 0 && ((try? descriptor.wait(for: .reading, milliseconds: 0)) ?? false)
            }
            if let rest = splitters[index].finish() { mailbox.put(rest) }
            descriptor.close()
        }
    }
}
