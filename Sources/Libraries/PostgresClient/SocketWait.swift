import Glibc

/// A point in time after which waiting ends; `nil` inside means never.
struct Deadline: Sendable {
    let instant: ContinuousClock.Instant?

    static let never = Deadline(instant: nil)

    private init(instant: ContinuousClock.Instant?) {
        self.instant = instant
    }

    init(in duration: Duration) {
        instant = .now.advanced(by: duration)
    }

    /// What is left, never negative; `nil` if there is no end.
    var remaining: Duration? {
        instant.map { max(.zero, ContinuousClock.now.duration(to: $0)) }
    }

    var isOver: Bool { remaining == .zero }
}

/// `poll(2)` on one descriptor.
enum SocketWait {
    static let readable = Int32(POLLIN)
    static let writable = Int32(POLLOUT)

    /// Waits until the descriptor is ready, has an error, or the deadline is over.
    ///
    /// - Returns: `false` if the deadline was over first. An invalid descriptor counts as ready: libpq reports it.
    static func wait(for events: Int32, on descriptor: Int32, until deadline: Deadline) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        guard descriptor >= 0 else { return true }
        while true {
            let milliseconds = deadline.remaining.map { Int32(clamping: $0.wholeMilliseconds) } ?? -1
            let ready = poll(&entry, 1, milliseconds)
            if ready > 0 { return true }
            if ready < 0, errno != EINTR { return true }
            if ready == 0, deadline.isOver { return false }
        }
    }
}

/// Blocks the calling thread, which must not be one of the cooperative pool.
enum Pause {
    static func block(_ duration: Duration) {
        let milliseconds = max(0, duration.wholeMilliseconds)
        let seconds = Int(milliseconds / 1000)
        var wanted = timespec(tv_sec: seconds, tv_nsec: Int(milliseconds % 1000) * 1_000_000)
        var left = timespec()
        while nanosleep(&wanted, &left) == -1, errno == EINTR { wanted = left }
    }
}
