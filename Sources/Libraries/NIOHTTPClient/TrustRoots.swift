import Glibc
import NIOSSL

/// The certificate authorities to trust, found where programs of Go look: a static program runs in images of any
/// distribution.
public struct TrustRoots: Sendable {
    /// Debian, Fedora, openSUSE, older RHEL, RHEL, Alpine.
    private static let files = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/pki/tls/cacert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
    ]
    private static let directories = ["/etc/ssl/certs", "/etc/pki/tls/certs"]

    private let file: String?
    private let directories: [String]

    /// - Parameters:
    ///   - file: the variable `SSL_CERT_FILE`, a PEM file in place of the system's.
    ///   - directories: the variable `SSL_CERT_DIR`, directories of PEM files with colons between, in place of the system's.
    public init(file: String?, directories: String?) {
        let named = file.flatMap { $0.isEmpty ? nil : $0 }
        self.file = named ?? Self.files.first { access($0, R_OK) == 0 }
        let list = directories.flatMap { $0.isEmpty ? nil : $0.split(separator: ":").map(String.init) }
        // The system's directories hold the same as its file, in pieces.
        self.directories = list ?? (self.file == nil || named != nil ? Self.directories : [])
    }

    /// Throws where the file cannot be read; directories need not be there.
    func certificates() throws -> [NIOSSLCertificate] {
        var found: [NIOSSLCertificate] = []
        if let file {
            do {
                found = try NIOSSLCertificate.fromPEMFile(file)
            } catch {
                throw NIOHTTPError(.tls, "the certificates in \(file) cannot be read; expected a file in PEM form")
            }
        }
        for directory in directories {
            for name in Self.names(in: directory) {
                // What is no certificate lies there, too: indexes, keys, read-me files.
                found += (try? NIOSSLCertificate.fromPEMFile("\(directory)/\(name)")) ?? []
            }
        }
        return found
    }

    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix("."), name != "ca-certificates.crt" { names.append(name) }
        }
        return names.sorted()
    }
}
