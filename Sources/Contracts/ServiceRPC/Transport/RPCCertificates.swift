/// The files of one side of a mutually authenticated TLS connection, all PEM.
///
/// Each side shows its own certificate and accepts only peers whose certificate chains to the given authority.
public struct RPCCertificates: Hashable, Sendable {
    /// Path of the certificate, with intermediates after it.
    public var chain: String
    /// Path of the private key.
    public var key: String
    /// Path of the certificates of the authority that signed the peers.
    public var authority: String

    public init(chain: String, key: String, authority: String) {
        self.chain = chain
        self.key = key
        self.authority = authority
    }
}
