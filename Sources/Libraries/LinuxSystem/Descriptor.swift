import CLinux
import Glibc
import Synchronization

/// An open file descriptor that is closed with its owner.
///
/// Everything made here is close-on-exec. The owner may be shared between threads; `close` wins once.
public final class Descriptor: Sendable {
    private let number: Atomic<CInt>

    /// Takes over a descriptor that nobody else closes.
    public init(owning number: CInt) {
        self.number = Atomic(number)
    }

    deinit { close() }

    /// The number, or -1 once closed or released.
    public var rawValue: CInt { number.load(ordering: .acquiring) }

    public func close() {
        let old = number.exchange(-1, ordering: .acquiringAndReleasing)
        // EINTR from close(2) still has closed the descriptor on Linux; never retried.
        if old >= 0 { _ = Glibc.close(old) }
    }

    /// Gives the number away: the caller closes it from now on.
    public func release() -> CInt {
        number.exchange(-1, ordering: .acquiringAndReleasing)
    }

    /// A second, independent close-on-exec descriptor of the same open file.
    public func duplicate() throws(LinuxError) -> Descriptor {
        let copy = fcntl(rawValue, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw LinuxError("cannot duplicate descriptor \(rawValue)") }
        return Descriptor(owning: copy)
    }

    /// Opens a file, close-on-exec; `flags` as in open(2).
    public static func open(_ path: String, flags: CInt, permissions: mode_t = 0o600) throws(LinuxError) -> Descriptor {
        let number = retryingInterrupts { Glibc.open(path, flags | O_CLOEXEC, permissions) }
        guard number >= 0 else { throw LinuxError("cannot open \(path)") }
        return Descriptor(owning: number)
    }

    /// A close-on-exec pipe.
    public static func pipe() throws(LinuxError) -> (reading: Descriptor, writing: Descriptor) {
        var ends: [CInt] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else { throw LinuxError("cannot make a pipe") }
        return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    }
}
