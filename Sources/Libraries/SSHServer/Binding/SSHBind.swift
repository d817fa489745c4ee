import CLibSSH
import LinuxSystem

/// The settings every session starts from. Owned and used by the accepting thread only.
final class SSHBind {
    private let raw: ssh_bind

    init(hostKey: HostKey, algorithms: SSHAlgorithms, softwareVersion: String) throws(SSHServerError) {
        guard let raw = ssh_bind_new() else { throw SSHServerError(.configuration, "libssh has no memory") }
        self.raw = raw
        // Before anything else: or the host's own /etc/ssh configuration leaks into this server.
        var readConfiguration = false
        ssh_bind_options_set(raw, SSH_BIND_OPTIONS_PROCESS_CONFIG, &readConfiguration)
        var bits = algorithms.minimumRSABits
        ssh_bind_options_set(raw, SSH_BIND_OPTIONS_RSA_MIN_SIZE, &bits)
        let settings: [(ssh_bind_options_e, String)] = [
            (SSH_BIND_OPTIONS_BANNER, softwareVersion),
            (SSH_BIND_OPTIONS_KEY_EXCHANGE, algorithms.keyExchange),
            (SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, algorithms.hostKeys),
            (SSH_BIND_OPTIONS_CIPHERS_C_S, algorithms.ciphers), (SSH_BIND_OPTIONS_CIPHERS_S_C, algorithms.ciphers),
            (SSH_BIND_OPTIONS_HMAC_C_S, algorithms.macs), (SSH_BIND_OPTIONS_HMAC_S_C, algorithms.macs),
            (SSH_BIND_OPTIONS_PUBKEY_ACCEPTED_KEY_TYPES, algorithms.clientKeys),
            (SSH_BIND_OPTIONS_HOSTKEY, hostKey.path),
        ]
        for (option, value) in settings where ssh_bind_options_set(raw, option, value) != SSH_OK {
            let reason = ssh_get_error(UnsafeMutableRawPointer(raw)).map { String(cString: $0) } ?? "unknown"
            throw SSHServerError(.configuration, "libssh refuses the setting \(value.debugDescription): \(reason)")
        }
    }

    deinit { ssh_bind_free(raw) }

    /// Makes a session of an accepted socket, which belongs to the session from then on; nil when that fails.
    func session(on socket: Descriptor) -> ssh_session? {
        guard let session = ssh_new() else { return nil }
        // The only setting that a bind cannot carry. Compression before authentication is attack surface.
        ssh_options_set(session, SSH_OPTIONS_COMPRESSION_C_S, "none")
        ssh_options_set(session, SSH_OPTIONS_COMPRESSION_S_C, "none")
        guard ssh_bind_accept_fd(raw, session, socket.rawValue) == SSH_OK else {
            // What libssh has taken over is closed by ssh_free; give the number away only in that case.
            if ssh_get_fd(session) == socket.rawValue { _ = socket.release() }
            ssh_free(session)
            return nil
        }
        _ = socket.release()
        return session
    }
}
