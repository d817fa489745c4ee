import Dispatch
import Glibc
import LinuxSystem
import Logging
import PlatformModel
import PushReception
import Synchronization

/// Where the hooks of running pushes report one that brings nothing to deploy.
///
/// A hook can record it without this, and does where nobody answers; but a process with a database connection of its own
/// costs many times what the push itself does.
final class Reception: Sendable {
    private struct Guest {
        let push: Push
        var isAccepted = false
    }

    /// The socket, for the hooks' environment.
    let path: String
    private let authority: any PushAuthority
    private let logger: Logger
    private let listener: Descriptor
    private let stop: (reading: Descriptor, writing: Descriptor)
    private let queue = DispatchQueue(label: "reception")
    private let guests = Mutex<[PushID: Guest]>([:])

    private static let backlog: CInt = 512
    private static let secondsToWait = 2

    /// Listens at a path in a directory that only hooks may enter.
    init(path: String, authority: any PushAuthority, logger: Logger) throws(LinuxError) {
        self.path = path
        self.authority = authority
        self.logger = logger
        stop = try Descriptor.pipe()
        listener = Descriptor(owning: ReceptionAddress.socket(waitingAtMost: Self.secondsToWait))
        // A socket that a killed gatekeeper left: whoever may run here holds the data directory alone.
        unlink(path)
        let (socket, isBound) = (listener.rawValue, ReceptionAddress(path: path))
        guard let isBound, isBound.withPointer({ bind(socket, $0, $1) }) == 0, listen(socket, Self.backlog) == 0 else {
            throw LinuxError(code: errno, message: "cannot listen at \(path)")
        }
        try listener.setNonBlocking()
    }

    /// Answers from here on, on a thread of its own.
    func start() {
        queue.async { self.serve() }
    }

    /// Answers no more; returns when the last answer was given.
    func end() {
        stop.writing.close()
        queue.sync {}
        unlink(path)
    }

    /// From here on hooks may report this push.
    func expect(_ push: Push) {
        guests.withLock { $0[push.id] = Guest(push: push) }
    }

    /// - Returns: whether the push was accepted here, and so has nothing to deploy.
    func dismiss(_ push: PushID) -> Bool {
        guests.withLock { $0.removeValue(forKey: push)?.isAccepted ?? false }
    }

    private func serve() {
        while true {
            var ready = [
                pollfd(fd: listener.rawValue, events: CShort(POLLIN), revents: 0),
                pollfd(fd: stop.reading.rawValue, events: CShort(POLLIN), revents: 0),
            ]
            guard poll(&ready, 2, -1) >= 0 || errno == EINTR else { return }
            if ready[1].revents != 0 { return }
            while let connection = try? listener.acceptConnection() { answer(connection) }
        }
    }

    private func answer(_ connection: Descriptor) {
        defer { connection.close() }
        ReceptionAddress.limit(connection.rawValue, seconds: Self.secondsToWait)
        var buffer = [UInt8](repeating: 0, count: ReceptionRequest.lineLimit)
        // The line comes in one piece: it is far shorter than what a unix socket takes at once.
        let count = recv(connection.rawValue, &buffer, buffer.count, 0)
        guard count > 0, let request = ReceptionRequest(line: String(decoding: buffer.prefix(count), as: UTF8.self)),
            perform(request)
        else { return }
        let done = Array(ReceptionRequest.done.utf8)
        _ = send(connection.rawValue, done, done.count, CInt(MSG_NOSIGNAL))
    }

    private func perform(_ request: ReceptionRequest) -> Bool {
        guard let push = push(request.push) else { return false }
        do {
            switch request {
            case .open: try authority.openWithoutDeployment(push)
            case .accept:
                try authority.acceptWithoutDeployment(push.id)
                guests.withLock { $0[push.id]?.isAccepted = true }
            }
            return true
        } catch {
            logger.error("cannot record a push", metadata: ["error": "\(error.debugDescription)"])
            return false
        }
    }

    private func push(_ id: String) -> Push? {
        PushID(id).flatMap { id in guests.withLock { $0[id]?.push } }
    }
}
