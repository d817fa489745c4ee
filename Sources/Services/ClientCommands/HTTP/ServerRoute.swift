import CurlClient

/// A server and how it is reached.
struct ServerRoute: Equatable, Sendable {
    let server: ServerAddress
    var proxy: ProxySettings?
    /// Absolute path of a PEM file with the authorities to trust instead of the system's.
    var certificateAuthorities: String?

    var curlConfiguration: CurlClient.Configuration {
        var configuration = CurlClient.Configuration()
        configuration.userAgent = "paastech/\(PaastechCommand.version)"
        configuration.proxy = proxy?.url
        configuration.proxyExceptions = proxy?.exceptions
        configuration.certificateAuthorities = certificateAuthorities
        return configuration
    }
}
