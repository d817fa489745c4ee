/// How a client left while its command still ran.
public enum Departure: Hashable, Sendable {
    /// It said so or closed the connection in an orderly way: SSH_MSG_DISCONNECT, a closed channel, a FIN.
    case clean
    /// The network did: a reset, a time-out, no answer to keepalives.
    case lost(reason: String)
    /// This server is stopping and the time to wait for commands is over.
    case serverStopped
}

extension Departure {
    /// What is known when a session breaks.
    struct Evidence {
        /// The text of SSH_MSG_DISCONNECT, if one came.
        var disconnectMessage: String?
        /// A look at the socket before the session read it: 0 bytes to come.
        var sawEndOfStream = false
        /// libssh's last error.
        var errorText = ""
    }

    init(_ evidence: Evidence) {
        // EPIPE: the peer had closed its side before (a reset then finds the socket in CLOSE_WAIT), so it left in order.
        let orderly = ["Socket error: disconnected", "Received SSH_MSG_DISCONNECT", "Broken pipe"]
        let isClean =
            evidence.disconnectMessage != nil || evidence.sawEndOfStream
            || orderly.contains { evidence.errorText.hasPrefix($0) || evidence.errorText.hasSuffix($0) }
        self = isClean ? .clean : .lost(reason: evidence.errorText)
    }
}
