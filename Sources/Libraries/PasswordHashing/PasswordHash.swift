import Crypto
import CryptoExtras
import FoundationEssentials

/// A salted, memory-hard hash of a password (scrypt, RFC 7914), as one line of text in the PHC string format:
/// `$scrypt$ln=15,r=8,p=1$<salt>$<hash>`, both in unpadded base64.
///
/// Making and verifying one takes tens of milliseconds and 32 MiB on purpose: call from a thread of your own.
public struct PasswordHash: Hashable, Sendable {
    /// What the work costs; kept in the text, so that a later change leaves old hashes valid.
    public struct Cost: Hashable, Sendable {
        /// Binary logarithm of the number of rounds, N.
        public var logRounds: Int
        public var blockSize: Int
        public var parallelism: Int

        public init(logRounds: Int = 15, blockSize: Int = 8, parallelism: Int = 1) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }
    }

    private static let length = 32

    private let cost: Cost
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Hashes a password with a fresh salt.
    public init(of password: String, cost: Cost = Cost()) throws {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        self.init(cost: cost, salt: salt, hash: try Self.derive(password, salt: salt, cost: cost))
    }

    private init(cost: Cost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Reads the text form; `nil` when it is not one of ours or asks for more work than any of ours does.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = Cost(parts[2]) else { return nil }
        guard let salt = Self.decode(parts[3]), let hash = Self.decode(parts[4]), hash.count == Self.length else {
            return nil
        }
        self.init(cost: cost, salt: salt, hash: hash)
    }

    /// Whether `password` is the one, compared in constant time.
    public func verifies(_ password: String) throws -> Bool {
        let other = try Self.derive(password, salt: salt, cost: cost)
        let difference = zip(hash, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0
    }

    private static func derive(_ password: String, salt: [UInt8], cost: Cost) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: length, rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map { Array($0) }
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }
}

extension PasswordHash: CustomDebugStringConvertible {
    /// The form to store.
    public var text: String { "$scrypt$\(cost.text)$\(Self.encode(salt))$\(Self.encode(hash))" }

    /// Never shows salt or hash.
    public var debugDescription: String { "PasswordHash(\(cost.text))" }
}

extension PasswordHash.Cost {
    fileprivate var text: String { "ln=\(logRounds),r=\(blockSize),p=\(parallelism)" }

    fileprivate init?(_ text: Substring) {
        let values = text.split(separator: ",").compactMap { $0.split(separator: "=").last.flatMap { Int($0) } }
        guard values.count == 3 else { return nil }
        self.init(logRounds: values[0], blockSize: values[1], parallelism: values[2])
        guard self.text == text, (10...20).contains(logRounds), (1...32).contains(blockSize),
            (1...4).contains(parallelism)
        else { return nil }
    }
}
