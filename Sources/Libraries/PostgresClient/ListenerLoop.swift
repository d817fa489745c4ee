import Glibc
import Synchronization

/// The blocking half of a listener: connect, listen, wait, and begin again.
final class ListenerLoop: Sendable {
    enum Report {
        case event(PostgresListenerEvent)
        case disconnected
    }

    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let isStopped = Atomic(false)
    /// A pipe whose read end becomes readable for ever once its write end is closed: that wakes the loop.
    private let wakeRead: Int32
    private let wakeWrite: Int32

    init(_ configuration: PostgresConfiguration, channels: [String]) throws(PostgresError) {
        var descriptors: [Int32] = [-1, -1]
        guard pipe(&descriptors) == 0 else {
            throw PostgresError(.connectionFailed, "no descriptors are left to listen to PostgreSQL with")
        }
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        (wakeRead, wakeWrite) = (descriptors[0], descriptors[1])
        self.configuration = configuration
        self.channels = channels
    }

    deinit {
        close(wakeRead)
        if !isStopped.load(ordering: .relaxed) { close(wakeWrite) }
    }

    /// Returns after ``stop()``.
    func run(_ report: (Report) -> Void) {
        var pause = Duration.milliseconds(20)
        while !isStopped.load(ordering: .acquiring) {
            if let connection = connect() {
                pause = .milliseconds(20)
                report(.event(.connected))
                relay(connection, report)
                report(.disconnected)
            }
            waitForStop(pause)
            pause = min(pause * 2, .seconds(2))
        }
    }

    func stop() {
        guard isStopped.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        else {
            return
        }
        close(wakeWrite)
    }

    private func connect() -> PostgresConnection? {
        do {
            let connection = try PostgresConnection(configuration)
            for channel in channels { try connection.listen(to: channel) }
            return connection
        } catch {
            // The server is away: the caller pauses and tries again.
            return nil
        }
    }

    private func relay(_ connection: PostgresConnection, _ report: (Report) -> Void) {
        while connection.libpq.drainInput() {
            while let notification = connection.libpq.nextNotification() {
                report(.event(.notification(notification)))
            }
            var entries = [
                pollfd(fd: connection.libpq.socket, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wakeRead, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&entries, 2, -1)
            if entries[1].revents != 0 { return }
        }
    }

    private func waitForStop(_ pause: Duration) {
        _ = SocketWait.wait(for: SocketWait.readable, on: wakeRead, until: Deadline(in: pause))
    }
}
