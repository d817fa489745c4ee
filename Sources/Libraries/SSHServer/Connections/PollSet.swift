import Glibc

/// The descriptors one turn of a connection's loop waits for.
struct PollSet {
    private var requests: [pollfd] = []

    mutating func add(_ descriptor: CInt, reading: Bool = false, writing: Bool = false) {
        let events = (reading ? POLLIN : 0) | (writing ? POLLOUT : 0)
        requests.append(pollfd(fd: descriptor, events: CShort(events), revents: 0))
    }

    /// Waits until something is ready or the time is over; signals end it early, which does no harm.
    mutating func wait(until deadline: ContinuousClock.Instant) {
        let left = deadline - .now
        let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
        let timeout = CInt(max(0, min(milliseconds, 3_600_000)))
        _ = poll(&requests, nfds_t(requests.count), left <= .zero ? 0 : timeout)
    }
}
