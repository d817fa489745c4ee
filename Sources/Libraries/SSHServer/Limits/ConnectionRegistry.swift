import Glibc
import LinuxSystem

/// The open connections, shared by the accepting thread and the connections' own threads.
final class ConnectionRegistry: Sendable {
    typealias ID = ConnectionTable.ID

    private struct State {
        var table: ConnectionTable
        /// A descriptor of each connection's socket that only the registry closes, so that a shutdown never meets a
        /// number that libssh has closed and the system has given to somebody else.
        var sockets: [ID: Descriptor] = [:]
        var commands: [ID: Int] = [:]
        var isDraining = false
        var isForced = false
    }

    enum Admission {
        case admitted(ID)
        case refused(String)
    }

    private let monitor: Monitor<State>

    init(limits: SSHLimits) {
        monitor = Monitor(State(table: ConnectionTable(limits: limits)))
    }

    /// Takes a connection in; the oldest unauthenticated one may be shut for it.
    func admit(from host: String, socket: Descriptor) -> Admission {
        monitor.withLock { state in
            if state.isDraining { return .refused("the server is stopping") }
            switch state.table.admit(from: host) {
            case .refused(let reason):
                return .refused(reason)
            case .admitted(let id, let victim):
                state.sockets[id] = socket
                if let victim, let old = state.sockets[victim] { shutdown(old.rawValue, CInt(SHUT_RDWR)) }
                return .admitted(id)
            }
        }
    }

    func authenticated(_ id: ID) {
        monitor.withLock { $0.table.authenticated(id) }
    }

    /// False while the server stops: no new command may start.
    func beginCommand(_ id: ID) -> Bool {
        monitor.withLock { state in
            guard !state.isDraining else { return false }
            state.commands[id, default: 0] += 1
            return true
        }
    }

    func endCommand(_ id: ID) {
        monitor.withLock { state in
            state.commands[id, default: 1] -= 1
        }
    }

    /// Whether the server waits for its last commands, and whether it has stopped waiting.
    var stopping: (isDraining: Bool, isForced: Bool) {
        monitor.withLock { ($0.isDraining, $0.isForced) }
    }

    var count: Int { monitor.withLock { $0.table.count } }

    /// The connection is over, its children included.
    func remove(_ id: ID) {
        monitor.withLock { state in
            state.table.remove(id)
            state.sockets[id] = nil
            state.commands[id] = nil
        }
    }

    /// Ends what is idle at once, waits for running commands, and shuts what is left when the time is over.
    func drain(limit: Duration) {
        monitor.withLock { state in
            state.isDraining = true
            for (id, socket) in state.sockets where state.commands[id, default: 0] == 0 {
                shutdown(socket.rawValue, CInt(SHUT_RDWR))
            }
        }
        if monitor.wait(atMost: limit, until: { $0.table.count == 0 }) { return }
        monitor.withLock { state in
            state.isForced = true
            for socket in state.sockets.values { shutdown(socket.rawValue, CInt(SHUT_RDWR)) }
        }
        // What is left now only waits for children whose pipes are closed; they end soon or are left alone.
        _ = monitor.wait(atMost: .seconds(10), until: { $0.table.count == 0 })
    }
}
