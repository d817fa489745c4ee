/// The SHA-256 of a token that was handed out. Stores keep this, never the token: who reads the database cannot use it.
public struct TokenHash: Hashable, Sendable {
    public static let length = 32

    public let bytes: [UInt8]

    /// - Parameter bytes: exactly ``length``.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }
}

extension TokenHash: CustomStringConvertible {
    /// Says nothing, so that no log can.
    public var description: String { "TokenHash" }
}
