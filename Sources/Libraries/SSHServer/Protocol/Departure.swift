import Glibc
import LinuxSystem

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
        /// An error the socket had, as an `errno` value.
        var socketError: CInt?
        /// A look at the socket before the session read it: 0 bytes to come.
        var sawEndOfStream = false
        /// libssh's last error.
        var errorText = ""
    }

    init(_ evidence: Evidence) {
        if evidence.disconnectMessage != nil {
            self = .clean
        } else if let code = evidence.socketError {
            // EPIPE: the peer had closed its side before a reset found the socket in CLOSE_WAIT, so it left in order.
            self = code == EPIPE ? .clean : .lost(reason: LinuxError.reason(code))
        } else if evidence.sawEndOfStream {
            self = .clean
        } else {
            let orderly = ["Socket error: disconnected", "Received SSH_MSG_DISCONNECT", "Socket error: Broken pipe"]
            let isClean = orderly.contains { evidence.errorText.hasPrefix($0) }
            self = isClean ? .clean : .lost(reason: evidence.errorText)
        }
    }
}
