import LinuxSystem

/// A child joined to a channel by three pipes.
final class RunningCommand {
    let observer: any CommandObserver
    private let child: ChildProcess
    private let input: InputPump
    private let output: OutputPump
    private let error: OutputPump
    private(set) var status: ChildProcess.ExitStatus?

    init(
        _ command: ChildCommand, descriptors: [CInt: Descriptor], observer: any CommandObserver
    ) throws(LinuxError) {
        let toChild = try Descriptor.pipe()
        let fromChild = try Descriptor.pipe()
        let errors = try Descriptor.pipe()
        var map = descriptors.mapValues(\.rawValue)
        map[0] = toChild.reading.rawValue
        map[1] = fromChild.writing.rawValue
        map[2] = errors.writing.rawValue
        child = try ChildProcess(command, descriptors: map)
        // The child's ends must not stay open here, or the end of its output would never be seen.
        for end in [toChild.reading, fromChild.writing, errors.writing] { end.close() }
        for end in [toChild.writing, fromChild.reading, errors.reading] { try? end.setNonBlocking() }
        input = InputPump(pipe: toChild.writing, observer: observer)
        output = OutputPump(pipe: fromChild.reading, isError: false, observer: observer)
        error = OutputPump(pipe: errors.reading, isError: true, observer: observer)
        self.observer = observer
    }

    /// The child has ended and the client was given all of its output.
    var isFinished: Bool { status != nil && output.isFinished && error.isFinished }

    /// Moves bytes both ways; true when there may be more to move at once.
    ///
    /// - Parameter ready: what the connection has waited for; only what is ready in it costs a system call.
    func run(channel: SSHChannel, session: SSHSession, ready: PollSet) -> Bool {
        if status == nil, ready.isReady(child.exitDescriptor.rawValue) { status = child.poll() }
        let hasMore = input.run(from: channel, of: session)
        for pump in [output, error] {
            pump.run(to: channel, of: session, ready: ready, childEnded: status != nil)
        }
        return hasMore && status == nil
    }

    /// Adds what has to happen before `run` can do more.
    func wait(in set: inout PollSet, outputMayFlow: Bool) {
        if status == nil { set.add(child.exitDescriptor.rawValue, reading: true) }
        if let descriptor = input.blockedOn { set.add(descriptor, writing: true) }
        guard outputMayFlow else { return }
        for pump in [output, error] {
            if let descriptor = pump.blockedOn { set.add(descriptor, reading: true) }
        }
    }

    /// Adds only the end of the child.
    func waitForEnd(in set: inout PollSet) {
        set.add(child.exitDescriptor.rawValue, reading: true)
    }

    /// Whether the child has ended, without moving any bytes.
    func hasEnded() -> Bool {
        if status == nil { status = child.poll() }
        return status != nil
    }

    /// Lets go of the child's pipes: it reads the end of its input, and SIGPIPE where it writes.
    func closePipes() {
        input.close()
        output.close()
        error.close()
    }

    /// Waits for the end of the child; blocks the thread.
    func waitForEnd() -> ChildProcess.ExitStatus {
        let ended = child.wait()
        status = ended
        return ended
    }
}
