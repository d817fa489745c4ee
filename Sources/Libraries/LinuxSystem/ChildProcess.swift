import CLinux
import Glibc
import Synchronization

/// A started child process.
///
/// It is reaped by `wait` and `poll`, or after its end when its owner lets go of it earlier. Signals are sent only while
/// the process is not reaped, under the same lock as the reaping, so that they never reach a stranger with a recycled id.
public final class ChildProcess: Sendable {
    public let processID: pid_t
    /// Readable as soon as the child has ended (pidfd_open(2)): for event loops.
    public let exitDescriptor: Descriptor
    private let leadsGroup: Bool
    private let status = Mutex<ExitStatus?>(nil)

    /// Starts the program.
    ///
    /// - Parameter descriptors: the child's descriptor numbers and what they are here. 0, 1 and 2 are `/dev/null` where
    ///   they are not given; nothing else is open in the child.
    /// - Throws: ``LinuxError``; the code is `ENOENT` where executable or working directory is missing.
    public init(_ command: ChildCommand, descriptors: [CInt: CInt] = [:]) throws(LinuxError) {
        processID = try Self.spawn(command, descriptors: descriptors)
        leadsGroup = command.group != .sameAsParent
        if let limit = command.memoryLimit, clinux_limit_memory(processID, UInt64(limit)) != 0 {
            throw Self.abandon(processID, LinuxError("cannot limit the memory of \(command.executable)"))
        }
        let watch = clinux_pidfd_open(processID)
        guard watch >= 0 else { throw Self.abandon(processID, LinuxError("cannot watch \(command.executable)")) }
        exitDescriptor = Descriptor(owning: watch)
    }

    deinit {
        if poll() == nil { Self.reapWhenEnded(processID) }
    }

    /// The status if the child has ended, else nil; never blocks.
    public func poll() -> ExitStatus? {
        status.withLock { known in
            if known == nil { known = reap() }
            return known
        }
    }

    /// Waits for the end of the child; blocks the thread.
    public func wait() -> ExitStatus {
        while true {
            if let known = poll() { return known }
            var request = pollfd(fd: exitDescriptor.rawValue, events: CShort(POLLIN), revents: 0)
            _ = Glibc.poll(&request, 1, -1)
        }
    }

    /// Waits at most `milliseconds`; nil when the child still runs.
    public func wait(milliseconds: CInt) -> ExitStatus? {
        if let known = poll() { return known }
        _ = try? exitDescriptor.wait(for: .reading, milliseconds: milliseconds)
        return poll()
    }

    /// Signals the child alone.
    public func signal(_ number: CInt) {
        status.withLock { known in
            if known == nil { _ = kill(processID, number) }
        }
    }

    /// Signals the child's process group, or the child where it leads none. Reaches grandchildren of a child that has
    /// ended but is not reaped yet.
    public func signalGroup(_ number: CInt) {
        status.withLock { known in
            if known == nil { _ = kill(leadsGroup ? -processID : processID, number) }
        }
    }

    /// Ends a child that cannot be looked after; returns the error to throw.
    private static func abandon(_ process: pid_t, _ error: LinuxError) -> LinuxError {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        return error
    }

    private func reap() -> ExitStatus? {
        var raw: CInt = 0
        guard retryingInterrupts({ waitpid(processID, &raw, WNOHANG) }) == processID else { return nil }
        var code: CInt = 0
        var signal: CInt = 0
        clinux_decode_wait_status(raw, &code, &signal)
        return signal == 0 ? .exited(code) : .signaled(signal)
    }

    private static func spawn(_ command: ChildCommand, descriptors: [CInt: CInt]) throws(LinuxError) -> pid_t {
        let arguments = CStringArray([command.name ?? command.executable] + command.arguments)
        let environment = CStringArray(command.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        let targets = descriptors.keys.sorted()
        let sources = targets.map { descriptors[$0] ?? -1 }
        let group =
            switch command.group {
            case .sameAsParent: CLINUX_SAME_GROUP
            case .new: CLINUX_NEW_GROUP
            case .newSession: CLINUX_NEW_SESSION
            }
        let directory = command.workingDirectory.map { CStringArray([$0]) }
        var process: pid_t = -1
        let failure = command.executable.withCString { path in
            sources.withUnsafeBufferPointer { sources in
                targets.withUnsafeBufferPointer { targets in
                    var request = clinux_spawn_request(
                        path: path, arguments: arguments.pointer, environment: environment.pointer,
                        working_directory: directory.flatMap { UnsafePointer($0.pointer[0]) }, group: group,
                        sources: sources.baseAddress, targets: targets.baseAddress, mapped: targets.count)
                    return clinux_spawn(&request, &process)
                }
            }
        }
        guard failure == 0 else {
            let place = command.workingDirectory.map { " in \($0)" } ?? ""
            throw LinuxError(code: failure, message: "cannot start \(command.executable)\(place)")
        }
        return process
    }
}
