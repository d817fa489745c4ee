/// Why a text is not an acceptable public key. The description is lower case and says what to do.
public enum SSHPublicKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    /// A private key was pasted: whoever saw it has it.
    case privateKey
    case severalLines
    /// The line starts with options (`command="…"`), which authorized_keys(5) allows and we do not.
    case options
    case unknownType(String)
    case certificate(String)
    case malformed(String)
    case weakRSA(bits: Int)

    public var description: String {
        switch self {
        case .empty:
            "the key is empty: paste the line of a file that ends in .pub, for instance ~/.ssh/id_ed25519.pub"
        case .privateKey:
            "this is a private key: treat it as compromised, make a new pair with ssh-keygen -t ed25519, and paste the file that ends in .pub"
        case .severalLines:
            "the key has several lines: paste one line of one .pub file"
        case .options:
            "the key has options in front of its type: paste the line of the .pub file alone"
        case .unknownType(let type):
            "key type \"\(type)\" is not accepted: use ssh-ed25519, ecdsa-sha2-nistp256/384/521, ssh-rsa or an sk- type"
        case .certificate(let type):
            "\"\(type)\" is a certificate: paste the plain public key"
        case .malformed(let what):
            "the key is damaged: \(what); paste the line of the .pub file again"
        case .weakRSA(let bits):
            "the RSA key has \(bits) bits and at least 2048 are required: make a new pair with ssh-keygen -t ed25519"
        }
    }
}
