import CLibSSH
import Glibc
import LinuxSystem
import Logging

/// One client's connection from the first byte to the last child, on a thread of its own.
final class Connection: SSHSessionHandler {
    private let context: ConnectionContext
    /// A second descriptor of the socket: to wait on, to look ahead, and to set options, whatever libssh does with its own.
    private let socket: Descriptor
    private var gate: AuthenticationGate
    private var channels: [CommandChannel] = []
    private var isToClose = false
    private var evidence = Departure.Evidence()
    private var keepalive: KeepaliveTimer
    private let graceEnd: ContinuousClock.Instant
    private var session: SSHSession?
    private var set = PollSet()

    private static let unheardRequest = "the signature does not verify, or the request to log in cannot be read"

    init(context: ConnectionContext, socket: Descriptor) {
        self.context = context
        self.socket = socket
        let limits = context.configuration.limits
        gate = AuthenticationGate(tries: limits.authenticationTries)
        graceEnd = .now + limits.loginGraceTime
        keepalive = KeepaliveTimer(interval: limits.keepaliveInterval, limit: limits.keepaliveLimit, now: .now)
    }

    /// Runs the connection to its end; blocks the thread.
    func run(_ raw: ssh_session) {
        let departure = converse(raw)
        for channel in channels { channel.connectionEnded(departure) }
        context.log(.debug, "connection ended", ["departure": "\(departure)"])
    }

    /// Holds the session for as long as the client is there; it is freed before children are waited for.
    private func converse(_ raw: ssh_session) -> Departure {
        let session = SSHSession(raw, handler: self)
        self.session = session
        defer { self.session = nil }
        setSocketOption(TCP_NODELAY)
        // The version line goes out at once: a client may wait for it.
        guard session.start() else { return .clean }
        // What libssh sends packet by packet from here on travels in one segment, which `sendSegments` sends off.
        setSocketOption(TCP_CORK)
        return serve(session)
    }

    /// The event loop: wait, let libssh work, move bytes, mind the clock.
    private func serve(_ session: SSHSession) -> Departure {
        var hasMore = false
        while true {
            if wait(session, atOnce: hasMore) { lookAhead() }
            let (received, sent) = (session.bytesReceived, session.bytesSent)
            guard session.pump() else { return departure(of: session) }
            if session.bytesSent != sent {
                sendSegments()
            } else if session.bytesReceived != received {
                // Nothing carries the acknowledgement, and a client that waits for it before it sends more (Nagle's
                // algorithm) would wait for the delayed one.
                setSocketOption(TCP_QUICKACK)
            }
            if isToClose || session.hasBrokenProtocol { return close(session) }
            if gate.client == nil, session.hasFatalError { return close(session) }
            if gate.client == nil, session.hasUnheardRequest {
                context.log(.notice, "request to log in dropped")
                return close(session, because: Self.unheardRequest)
            }
            hasMore = false
            let answered = session.bytesSent
            for channel in channels {
                if channel.isOverrun(in: session) { return close(session) }
                if channel.advance(session: session, client: gate.client, ready: set) { hasMore = true }
                guard session.isConnected else { return departure(of: session) }
            }
            if session.bytesSent != answered {
                let seen = session.bytesReceived
                guard session.pump() else { return departure(of: session) }
                // What came meanwhile is in libssh's hands: the socket would not tell of it.
                if session.bytesReceived != seen { hasMore = true }
                sendSegments()
            }
            removeFinishedChannels(session)
            if let end = checkTime(session) { return end }
            if channels.isEmpty, context.registry.stopping.isDraining { return close(session) }
        }
    }

    /// True when the socket has ended.
    private func wait(_ session: SSHSession, atOnce: Bool) -> Bool {
        set.removeAll()
        set.add(socket: socket.rawValue, writing: session.hasUnsentBytes)
        for channel in channels { channel.wait(in: &set, session: session) }
        let deadline = gate.client == nil ? graceEnd : keepalive.deadline
        set.wait(until: atOnce ? .now : deadline)
        return set.firstHasEnded
    }

    /// An end of stream or an error on the socket is only seen clearly before libssh reads it; an error only once.
    private func lookAhead() {
        var byte: UInt8 = 0
        let count = recv(socket.rawValue, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT))
        if count == 0 { evidence.sawEndOfStream = true }
        if count < 0, errno != EAGAIN, errno != EINTR { evidence.socketError = errno }
    }

    private func checkTime(_ session: SSHSession) -> Departure? {
        let now = ContinuousClock.now
        guard gate.client != nil else { return now >= graceEnd ? close(session) : nil }
        switch keepalive.check(bytesReceived: session.bytesReceived, now: now) {
        case .none: return nil
        case .ask:
            session.sendKeepalive()
            return nil
        case .giveUp: return .lost(reason: "no sign of life for \(context.configuration.limits.keepaliveLimit)")
        }
    }

    private func removeFinishedChannels(_ session: SSHSession) {
        for channel in channels where channel.isOver { session.free(channel.channel) }
        channels.removeAll(where: \.isOver)
    }

    private func departure(of session: SSHSession) -> Departure {
        if context.registry.stopping.isForced { return .serverStopped }
        evidence.disconnectMessage = session.disconnectMessage
        evidence.errorText = session.errorText
        return Departure(evidence)
    }

    /// Says goodbye after what is still to be sent.
    private func close(_ session: SSHSession, because reason: String? = nil) -> Departure {
        let limit = ContinuousClock.now + .seconds(1)
        while session.hasUnsentBytes, ContinuousClock.now < limit {
            var set = PollSet()
            set.add(socket.rawValue, writing: true)
            set.wait(until: limit)
            guard session.pump() else { break }
        }
        session.disconnect(because: reason)
        return .serverStopped
    }

    /// Sends off what was written since the last time, and holds back what is written from here on.
    private func sendSegments() {
        setSocketOption(TCP_CORK, 0)
        setSocketOption(TCP_CORK)
    }

    private func setSocketOption(_ option: CInt, _ value: CInt = 1) {
        var enabled = value
        setsockopt(socket.rawValue, CInt(IPPROTO_TCP), option, &enabled, socklen_t(MemoryLayout<CInt>.size))
    }

    // MARK: What the client asks for, out of libssh

    func keyOffered(_ key: OfferedKey, user: String, isProven: Bool) -> Bool {
        let answer: AuthenticationAnswer
        if context.configuration.algorithms.allows(key) {
            answer = context.delegate.authenticate(
                AuthenticationAttempt(
                    user: user, key: key, isProven: isProven, address: context.address, connection: context.id))
        } else {
            answer = .refused
        }
        let verdict = gate.decide(answer, isProven: isProven)
        if let banner = verdict.banner { session?.send(banner: banner) }
        if verdict.closes { isToClose = true }
        if gate.client != nil { context.registry.authenticated(context.id) }
        return verdict.isAccepted
    }

    func otherMethodTried(isNone: Bool) {
        if gate.refuseMethod(isNone: isNone).closes { isToClose = true }
    }

    func channelWanted() -> SSHChannel? {
        let limits = context.configuration.limits
        guard gate.client != nil, channels.count < limits.channelsPerConnection else { return nil }
        let channel = SSHChannel(longestCommand: limits.longestCommand)
        channels.append(CommandChannel(channel: channel, context: context))
        return channel
    }
}
