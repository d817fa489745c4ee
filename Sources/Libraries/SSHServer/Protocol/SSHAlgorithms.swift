/// The algorithms a server offers, best first, comma-separated as on the wire (RFC 4253 section 7.1).
///
/// The defaults are what ssh-audit finds nothing wrong with: no NIST curves, no CBC, only encrypt-then-MAC, no
/// compression (which before authentication is attack surface), SHA-2 signatures only.
public struct SSHAlgorithms: Hashable, Sendable {
    public var keyExchange = "curve25519-sha256,curve25519-sha256@libssh.org,diffie-hellman-group16-sha512"
    public var hostKeys = "ssh-ed25519"
    public var ciphers = "aes256-gcm@openssh.com,aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,aes256-ctr"
    public var macs = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com"
    /// Signature algorithms of clients' keys; `ssh-rsa`, which means SHA-1, is not among them.
    public var clientKeys =
        "ssh-ed25519,sk-ssh-ed25519@openssh.com,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,"
        + "sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256"
    /// The smallest RSA modulus, in bits, of a client's key.
    public var minimumRSABits: CInt = 2048

    public init() {}

    /// Whether a key of this type and size may be used at all, before anybody is asked whose it is.
    func allows(_ key: OfferedKey) -> Bool {
        if key.type == "ssh-rsa" {
            guard let bits = key.rsaModulusBits else { return false }
            return bits >= Int(minimumRSABits)
        }
        return clientKeys.split(separator: ",").contains { $0 == key.type }
    }
}
