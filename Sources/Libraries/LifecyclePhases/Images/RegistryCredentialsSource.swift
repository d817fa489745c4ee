import ApplicationImages
import BuildpackLifecycle
import FoundationEssentials
import OCIRegistry

/// Logins as a platform hands them to the lifecycle (Platform specification, "Registry Authentication").
struct RegistryCredentialsSource {
    /// Values of the header `Authorization` by registry, of the variable `CNB_REGISTRY_AUTH`.
    private let headers: [String: String]
    private let logins: RegistryLogins

    /// - Parameter logins: those of docker's `config.json`, for registries the variable does not name.
    init(variable: String?, logins: RegistryLogins) throws(BuildpackError) {
        self.logins = logins
        guard let variable, !variable.isEmpty else {
            headers = [:]
            return
        }
        guard let read = LabelJSON.decode([String: String].self, variable) else {
            throw FlagParser.failure(
                "CNB_REGISTRY_AUTH is not a JSON object of registries and values of the header Authorization")
        }
        headers = read
    }

    /// The login for a registry; `anonymous` where there is none.
    func login(for host: String) throws -> RegistryLogin {
        if let header = headers.first(where: { RegistryLogins.isSame($0.key, host) })?.value {
            guard let login = Self.login(header) else {
                throw FlagParser.failure(
                    "CNB_REGISTRY_AUTH for \(host) is neither \"Basic …\", \"Bearer …\" nor \"X-Identity …\"")
            }
            return login
        }
        let logins = logins
        // The file may be root's.
        return try Privileges.restored { try BlockingWait.value { try await logins.login(for: host) } }
    }

    /// The schemes that upstream's lifecycle knows, in any case.
    private static func login(_ header: String) -> RegistryLogin? {
        let parts = header.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0].lowercased() {
        case "bearer": return .bearer(parts[1])
        case "x-identity": return .identityToken(parts[1])
        case "basic":
            guard let pair = Data(base64Encoded: parts[1]).map({ String(decoding: $0, as: UTF8.self) }),
                let colon = pair.firstIndex(of: ":")
            else { return nil }
            return .password(user: String(pair[..<colon]), password: String(pair[pair.index(after: colon)...]))
        default: return nil
        }
    }
}
