import Glibc
public import PlatformModel

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

extension RPCCertificates {
    /// The files as an operator names them; `nil` where none is named.
    ///
    /// - Throws: ``PlatformError`` with code `invalid` that names the variable which is missing, or whose file cannot be read.
    public init?(certificate: String?, key: String?, authority: String?) throws(PlatformError) {
        let named = [
            ("PAASTECH_RPC_CERTIFICATE", certificate), ("PAASTECH_RPC_KEY", key), ("PAASTECH_RPC_AUTHORITY", authority),
        ]
        guard let certificate, let key, let authority else {
            let missing = named.filter { $0.1 == nil }.map(\.0)
            guard missing.count < named.count else { return nil }
            throw PlatformError(
                .invalid, "mutual TLS needs three files: set \(missing.joined(separator: " and ")) as well")
        }
        for case (let variable, let path?) in named where access(path, R_OK) != 0 {
            let reason = String(cString: strerror(errno))
            throw PlatformError(.invalid, "\(variable) names \(path.quotedForDisplay), which cannot be read: \(reason)")
        }
        self.init(chain: certificate, key: key, authority: authority)
    }
}
