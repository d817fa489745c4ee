import FoundationEssentials

/// Who a registry is told we are.
public enum RegistryLogin: Sendable, Equatable {
    case anonymous
    case password(user: String, password: String)
    /// A refresh token of OAuth 2.0, as some credential helpers keep in place of a password.
    case identityToken(String)
    /// A token that the registry itself takes, without a token service.
    case bearer(String)

    /// The header field of the scheme Basic (RFC 7617); nil without a password.
    var basic: String? {
        guard case .password(let user, let password) = self else { return nil }
        return "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }
}

extension RegistryLogin: CustomStringConvertible, CustomDebugStringConvertible {
    /// Without the secret.
    public var description: String {
        switch self {
        case .anonymous: "nobody"
        case .password(let user, _): user
        case .identityToken, .bearer: "the owner of a token"
        }
    }

    public var debugDescription: String { description }
}
