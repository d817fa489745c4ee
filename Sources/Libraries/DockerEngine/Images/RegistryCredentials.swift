import FoundationEssentials

/// What the daemon shows a registry, as the header `X-Registry-Auth`.
public struct RegistryCredentials: Codable, Sendable {
    public var username: String?
    public var password: String?
    public var serveraddress: String?
    /// A refresh token in place of a password.
    public var identitytoken: String?

    /// No credentials; the daemon wants the header even so.
    public static let none = RegistryCredentials()

    public init(username: String? = nil, password: String? = nil, serverAddress: String? = nil) {
        self.username = username
        self.password = password
        serveraddress = serverAddress
    }

    public init(identityToken: String, serverAddress: String) {
        identitytoken = identityToken
        serveraddress = serverAddress
    }

    /// Base64 with the URL alphabet (RFC 4648, section 5); `e30=`, an empty object, without credentials.
    var headerValue: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(self) else { return "e30=" }
        return String(
            decoding: data.base64EncodedString().utf8.map { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }, as: UTF8.self)
    }
}
