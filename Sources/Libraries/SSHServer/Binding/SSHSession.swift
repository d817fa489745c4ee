import CLibSSH
import Glibc

/// Hears what a session's client asks for. Called from within libssh: implementations must not call back into the
/// session beyond what is allowed there, which is sending a banner.
protocol SSHSessionHandler: AnyObject {
    /// A key was offered or proven; the result says whether it is good.
    func keyOffered(_ key: OfferedKey, user: String, isProven: Bool) -> Bool
    /// Any other way to authenticate was tried; it fails.
    func otherMethodTried(isNone: Bool)
    /// A session channel is wanted; nil refuses it.
    func channelWanted() -> SSHChannel?
}

/// One connection's protocol state: the only owner of an `ssh_session` and its private event loop.
///
/// Confined to the thread that runs the connection. libssh's callbacks come only out of `start`, `pump` and the methods
/// of ``SSHChannel``; no Swift value may be held for modification across those calls.
final class SSHSession {
    private let raw: ssh_session
    private let event: ssh_event
    private unowned let handler: any SSHSessionHandler
    private let callbacks: UnsafeMutablePointer<ssh_server_callbacks_struct>
    private let counter: UnsafeMutablePointer<ssh_counter_struct>
    /// Counts packets where `counter` counts the socket's bytes.
    private let packetCounter: UnsafeMutablePointer<ssh_counter_struct>
    private var audit = AuthenticationAudit()
    /// Channels whose callback structs libssh may still use.
    private var channels: [SSHChannel] = []
    private var isAdded = false

    /// Takes over the session.
    init(_ raw: ssh_session, handler: any SSHSessionHandler) {
        self.raw = raw
        self.handler = handler
        event = ssh_event_new()
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: ssh_server_callbacks_struct())
        counter = .allocate(capacity: 1)
        counter.initialize(to: ssh_counter_struct())
        packetCounter = .allocate(capacity: 1)
        packetCounter.initialize(to: ssh_counter_struct())
    }

    deinit {
        if isAdded { ssh_event_remove_session(event, raw) }
        ssh_event_free(event)
        ssh_free(raw)
        // Only now: ssh_free still calls back on open channels.
        channels.removeAll()
        callbacks.deallocate()
        counter.deallocate()
        packetCounter.deallocate()
    }

    /// Sends the version banner and gets ready for the key exchange.
    func start() -> Bool {
        callbacks.pointee.size = MemoryLayout<ssh_server_callbacks_struct>.size
        callbacks.pointee.userdata = Unmanaged.passUnretained(self).toOpaque()
        callbacks.pointee.auth_pubkey_function = { _, user, key, state, context in
            SSHSession.from(context).publicKey(user: user, key: key, state: state)
        }
        callbacks.pointee.auth_none_function = { _, _, context in
            let session = SSHSession.from(context)
            session.audit.requestHeard()
            session.handler.otherMethodTried(isNone: true)
            return CInt(SSH_AUTH_DENIED.rawValue)
        }
        callbacks.pointee.channel_open_request_session_function = { _, context in
            SSHSession.from(context).openChannel()
        }
        ssh_set_server_callbacks(raw, callbacks)
        // Everything without a callback of its own (passwords, forwarding, X11, agents) is refused, not queued.
        ssh_set_message_callback(
            raw,
            { _, message, context in
                if let context { SSHSession.from(context).otherMessage(ssh_message_type(message)) }
                return 1
            }, Unmanaged.passUnretained(self).toOpaque())
        ssh_set_auth_methods(raw, CInt(SSH_AUTH_METHOD_PUBLICKEY))
        ssh_set_counters(raw, counter, packetCounter)
        ssh_set_blocking(raw, 0)
        // The first call starts the exchange and makes the session's poll handle, which the event takes over.
        guard ssh_handle_key_exchange(raw) != SSH_ERROR else { return false }
        isAdded = ssh_event_add_session(event, raw) == SSH_OK
        return isAdded
    }

    /// Does what can be done without waiting; false when the session has ended.
    ///
    /// libssh reads 4 KiB a turn, and asks after each packet whether the socket takes another, so several turns are made
    /// while bytes keep moving.
    func pump() -> Bool {
        for _ in 0..<16 {
            let (received, sent) = (bytesReceived, bytesSent)
            guard ssh_event_dopoll(event, 0) != SSH_ERROR, isConnected else { return false }
            let hasMoreToSend = bytesSent != sent && hasUnsentBytes
            if bytesReceived == received, !hasMoreToSend { return true }
        }
        return true
    }

    var isConnected: Bool { ssh_is_connected(raw) == 1 }

    /// Whether libssh got a packet that it could not take: it goes on with nothing then, but leaves the socket open.
    var hasBrokenProtocol: Bool {
        hasFatalError && ssh_get_status(raw) & SSH_CLOSED_ERROR != 0 && !errorText.hasPrefix("Socket error")
    }

    /// The socket to wait for.
    var socket: CInt { ssh_get_fd(raw) }

    /// Whether bytes wait for the socket to take them.
    var hasUnsentBytes: Bool { ssh_get_poll_flags(raw) & SSH_WRITE_PENDING != 0 }

    var bytesReceived: UInt64 { counter.pointee.in_bytes }

    var bytesSent: UInt64 { counter.pointee.out_bytes }

    /// Whether libssh has met something it cannot go on from, for instance a signature of a refused algorithm.
    var hasFatalError: Bool { ssh_get_error_code(UnsafeMutableRawPointer(raw)) == SSH_FATAL.rawValue }

    /// Whether the client has sent something instead of a request to log in, or one that libssh dropped: it neither asks
    /// about nor answers a request whose signature does not verify, and its client would wait for ever.
    var hasUnheardRequest: Bool { audit.isMissingSome(packets: packetCounter.pointee.in_packets) }

    var errorText: String {
        ssh_get_error(UnsafeMutableRawPointer(raw)).map { String(cString: $0) } ?? ""
    }

    /// What the client said in SSH_MSG_DISCONNECT.
    var disconnectMessage: String? {
        hasFatalError && errorText.hasPrefix("Received SSH_MSG_DISCONNECT") ? errorText : nil
    }

    /// Shows a text before authentication (RFC 4252 section 5.4).
    func send(banner: String) {
        guard let text = ssh_string_from_char(banner) else { return }
        ssh_send_issue_banner(raw, text)
        ssh_string_free(text)
    }

    /// Asks for a sign of life. libssh only takes note of the previous answer in the first call, and asks in the second.
    func sendKeepalive() {
        ssh_send_keepalive(raw)
        ssh_send_keepalive(raw)
    }

    /// - Parameter reason: for the client's user; nil says nothing in particular.
    func disconnect(because reason: String? = nil) {
        if let reason { ssh_session_set_disconnect_message(raw, reason) }
        ssh_disconnect(raw)
    }

    /// A message without a callback of its own.
    private func otherMessage(_ type: CInt) {
        switch UInt32(type) {
        case SSH_REQUEST_SERVICE.rawValue: audit.serviceRequested(packets: packetCounter.pointee.in_packets)
        case SSH_REQUEST_AUTH.rawValue:
            audit.requestHeard()
            handler.otherMethodTried(isNone: false)
        default: break
        }
    }

    private func publicKey(user: UnsafePointer<CChar>?, key: ssh_key?, state: CChar) -> CInt {
        audit.requestHeard()
        let denied = CInt(SSH_AUTH_DENIED.rawValue)
        let isProven = state == CChar(SSH_PUBLICKEY_STATE_VALID.rawValue)
        guard isProven || state == CChar(SSH_PUBLICKEY_STATE_NONE.rawValue), let user, let key,
            let offered = PublicKey.offered(key)
        else {
            handler.otherMethodTried(isNone: false)
            return denied
        }
        let isGood = handler.keyOffered(offered, user: String(cString: user), isProven: isProven)
        return isGood ? CInt(SSH_AUTH_SUCCESS.rawValue) : denied
    }

    private func openChannel() -> ssh_channel? {
        guard let channel = handler.channelWanted(), let raw = ssh_channel_new(raw) else { return nil }
        channel.attach(raw)
        channels.append(channel)
        return raw
    }

    /// Frees a channel that both sides have closed.
    func free(_ channel: SSHChannel) {
        channel.detach()
        channels.removeAll { $0 === channel }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> SSHSession {
        guard let context else { fatalError("libssh lost the callback's context") }
        return Unmanaged<SSHSession>.fromOpaque(context).takeUnretainedValue()
    }
}
