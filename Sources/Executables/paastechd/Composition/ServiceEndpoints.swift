import LocalPlatform
import PlatformModel
import ServiceRPC

/// Where git controller and Pomegranate listen and are called.
struct ServiceEndpoints {
    let gitController: RPCEndpoint
    let pomegranate: RPCEndpoint
    private let settings: ServiceAddressSettings

    /// - Throws: ``PlatformError`` with code `invalid` that names the variable.
    init(_ settings: PlatformSettings, in directory: DataDirectory) throws(PlatformError) {
        try self.init(
            settings, gitController: "unix:\(directory.gitControllerSocket)",
            pomegranate: "unix:\(directory.pomegranateSocket)")
    }

    /// - Parameters:
    ///   - gitController: its address where the settings name none.
    ///   - pomegranate: likewise.
    init(_ settings: PlatformSettings, gitController: String, pomegranate: String) throws(PlatformError) {
        let own = settings.services
        self.settings = own
        let certificates = try RPCCertificates(certificate: own.certificate, key: own.key, authority: own.authority)
        self.gitController = try Self.endpoint(
            own.gitController ?? gitController, "PAASTECH_GIT_CONTROLLER", certificates)
        self.pomegranate = try Self.endpoint(own.pomegranate ?? pomegranate, "PAASTECH_POMEGRANATE", certificates)
    }

    /// What a hook needs to call Pomegranate.
    var hookEnvironment: [String: String] {
        var environment = ["PAASTECH_POMEGRANATE": "\(pomegranate)"]
        environment["PAASTECH_RPC_CERTIFICATE"] = settings.certificate
        environment["PAASTECH_RPC_KEY"] = settings.key
        environment["PAASTECH_RPC_AUTHORITY"] = settings.authority
        return environment
    }

    private static func endpoint(
        _ text: String, _ variable: String, _ certificates: RPCCertificates?
    ) throws(PlatformError) -> RPCEndpoint {
        let endpoint: RPCEndpoint
        do {
            endpoint = try RPCEndpoint(parsing: text, certificates: certificates)
        } catch {
            throw PlatformError(error.code, "\(variable): \(error.message)", cause: error)
        }
        switch endpoint {
        case .loopback(_, 0), .tls(_, 0, _):
            throw PlatformError(
                .invalid, "\(variable): \(text.quotedForDisplay) needs a port of its own, since others call it there")
        default: return endpoint
        }
    }
}
