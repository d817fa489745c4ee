import CLibSSH
import LinuxSystem

/// libssh's client, for what OpenSSH's refuses to do.
enum LibSSHClient {
    /// Whether a login with one key and one signature algorithm succeeds. Blocks the thread for at most 5 s.
    static func logsIn(port: UInt16, key path: String, algorithm: String) throws -> Bool {
        guard let session = ssh_new() else { throw LinuxError(code: 12, message: "no session") }
        defer { ssh_free(session) }
        var number = UInt32(port)
        var seconds = 5
        var readConfiguration = false
        ssh_options_set(session, SSH_OPTIONS_HOST, "127.0.0.1")
        ssh_options_set(session, SSH_OPTIONS_PORT, &number)
        ssh_options_set(session, SSH_OPTIONS_USER, "git")
        ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &seconds)
        ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &readConfiguration)
        ssh_options_set(session, SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, algorithm)
        var key: ssh_key?
        guard ssh_pki_import_privkey_file(path, nil, nil, nil, &key) == SSH_OK, let key else {
            throw LinuxError(code: 22, message: "cannot read \(path)")
        }
        defer { ssh_key_free(key) }
        guard ssh_connect(session) == SSH_OK else {
            throw LinuxError(code: 111, message: String(cString: ssh_get_error(UnsafeMutableRawPointer(session))))
        }
        defer { ssh_disconnect(session) }
        // Asks first whether the key would do, as clients usually do, then signs whatever the answer was.
        _ = ssh_userauth_try_publickey(session, nil, key)
        return ssh_userauth_publickey(session, nil, key) == SSH_AUTH_SUCCESS.rawValue
    }
}
