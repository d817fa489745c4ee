import CLibSSH
import Glibc
import LinuxSystem

/// The server's ed25519 host key, kept in a file.
public struct HostKey: Sendable {
    public let path: String
    /// `SHA256:…`, for the operator to compare.
    public let fingerprint: String

    /// Reads the key, or makes it where the file is missing; several processes that start at once agree on one.
    ///
    /// - Throws: ``SSHServerError`` where the key cannot be read, is not ed25519, or can be read by others.
    public init(path: String) throws(SSHServerError) {
        if access(path, F_OK) != 0 { try Self.generate(path) }
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw SSHServerError(.hostKey, "cannot read the host key \(path): \(LinuxError.reason(errno))")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw SSHServerError(.hostKey, "host key \(path) can be read by others; run chmod 600 \(path)")
        }
        var key: ssh_key?
        guard ssh_pki_import_privkey_file(path, nil, nil, nil, &key) == SSH_OK, let key else {
            throw SSHServerError(.hostKey, "host key \(path) is not an unencrypted OpenSSH private key")
        }
        defer { ssh_key_free(key) }
        guard ssh_key_type(key) == SSH_KEYTYPE_ED25519 else {
            throw SSHServerError(.hostKey, "host key \(path) is not an ed25519 key")
        }
        guard let fingerprint = PublicKey.fingerprint(of: key) else {
            throw SSHServerError(.hostKey, "host key \(path) has no fingerprint")
        }
        self.path = path
        self.fingerprint = fingerprint
    }

    /// Writes a new key beside the final name and links it there, so that nobody ever sees half a key or an open one.
    private static func generate(_ path: String) throws(SSHServerError) {
        let temporary = "\(path).\(getpid()).new"
        defer { unlink(temporary) }
        do {
            let file = try Descriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, permissions: 0o600)
            file.close()
        } catch {
            throw SSHServerError(.hostKey, "cannot make the host key \(path)", cause: error)
        }
        var key: ssh_key?
        guard ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) == SSH_OK, let key else {
            throw SSHServerError(.hostKey, "cannot generate the host key \(path)")
        }
        defer { ssh_key_free(key) }
        guard ssh_pki_export_privkey_file(key, nil, nil, nil, temporary) == SSH_OK else {
            throw SSHServerError(.hostKey, "cannot write the host key \(temporary)")
        }
        guard link(temporary, path) == 0 || errno == EEXIST else {
            throw SSHServerError(.hostKey, "cannot make the host key \(path): \(LinuxError.reason(errno))")
        }
    }
}

/// Reads what is public of a libssh key.
enum PublicKey {
    static func offered(_ key: ssh_key) -> OfferedKey? {
        guard let name = ssh_key_type_to_char(ssh_key_type(key)), let fingerprint = fingerprint(of: key) else {
            return nil
        }
        var encoded: UnsafeMutablePointer<CChar>?
        guard ssh_pki_export_pubkey_base64(key, &encoded) == SSH_OK, let encoded else { return nil }
        defer { ssh_string_free_char(encoded) }
        let text = UnsafeBufferPointer(start: encoded, count: strlen(encoded)).lazy.map(UInt8.init(bitPattern:))
        guard let blob = Base64.decode(text) else { return nil }
        return OfferedKey(type: String(cString: name), blob: blob, fingerprint: fingerprint)
    }

    static func fingerprint(of key: ssh_key) -> String? {
        var hash: UnsafeMutablePointer<UInt8>?
        var length = 0
        guard ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) == SSH_OK else { return nil }
        defer { ssh_clean_pubkey_hash(&hash) }
        guard let text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length) else { return nil }
        defer { ssh_string_free_char(text) }
        return String(cString: text)
    }
}
