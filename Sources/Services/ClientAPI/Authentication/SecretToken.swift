import Crypto
import Foundation
import PlatformModel

/// A secret that is handed out once; stores know its hash only.
struct SecretToken: Sendable {
    /// 256 random bits in base64url without padding (RFC 4648 section 5), fit for a link.
    let text: String

    init() {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        text = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// A token as somebody sent it.
    init(text: String) {
        self.text = text
    }

    var hash: TokenHash {
        guard let hash = TokenHash(Array(SHA256.hash(data: Array(text.utf8)))) else {
            preconditionFailure("SHA-256 has \(TokenHash.length) bytes")
        }
        return hash
    }
}
