import Configuration

/// Where git controller and Pomegranate listen, which is also where the other processes call them; nil leaves each its unix
/// socket in the data directory.
public struct ServiceAddressSettings: Hashable, Sendable {
    /// `unix:/path` or `HOST:PORT`.
    public var gitController: String?
    /// `unix:/path` or `HOST:PORT`.
    public var pomegranate: String?
    /// PEM files for mutual TLS.
    public var certificate: String?
    public var key: String?
    public var authority: String?

    public init() {}
}

extension ServiceAddressSettings {
    /// The keys, as ``PlatformSettings/keys`` lists them.
    public static let keys: [PlatformSettings.Key] = [
        .init(
            name: "paastech.git.controller",
            meaning:
                "unix:/path or HOST:PORT at which the git controller listens and is called; off loopback by mutual TLS"),
        .init(
            name: "paastech.pomegranate",
            meaning: "unix:/path or HOST:PORT at which Pomegranate listens and is called; off loopback by mutual TLS"),
        .init(
            name: "paastech.rpc.certificate",
            meaning: "PEM file of the certificate that a service shows its callers, and a caller the service"),
        .init(name: "paastech.rpc.key", meaning: "PEM file of that certificate's key"),
        .init(
            name: "paastech.rpc.authority",
            meaning: "PEM file of the authority that has signed the certificates of all services and callers"),
    ]

    init(config: ConfigReader) {
        gitController = config.string(forKey: "paastech.git.controller")
        pomegranate = config.string(forKey: "paastech.pomegranate")
        certificate = config.string(forKey: "paastech.rpc.certificate")
        key = config.string(forKey: "paastech.rpc.key")
        authority = config.string(forKey: "paastech.rpc.authority")
    }
}
