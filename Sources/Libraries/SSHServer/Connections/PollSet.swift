import Glibc

/// The descriptors one turn of a connection's loop waits for.
struct PollSet {
    private var requests: [pollfd] = []

    /// Linux's own, which Swift's Glibc does not know: the peer has shut its side (poll(2)).
    private static let peerHasShut = CShort(0x2000)

    /// Whether the wait found the descriptor added first, a socket, at its end or in error.
    var firstHasEnded: Bool {
        guard let first = requests.first else { return false }
        return first.revents & (Self.peerHasShut | CShort(POLLHUP | POLLERR | POLLNVAL)) != 0
    }

    /// Whether the wait found something to do for the descriptor; false for one that was not waited for.
    func isReady(_ descriptor: CInt) -> Bool {
        requests.contains { $0.fd == descriptor && $0.revents != 0 }
    }

    /// Forgets what was waited for, to start over without new memory.
    mutating func removeAll() {
        requests.removeAll(keepingCapacity: true)
    }

    /// Adds a socket whose end matters as well; it has to be the first.
    mutating func add(socket: CInt, writing: Bool) {
        add(socket, reading: true, writing: writing)
        requests[requests.count - 1].events |= Self.peerHasShut
    }

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
