/// Bounds that both sides know, so that a client can refuse before it asks.
public enum Limits {
    /// Characters of a password.
    public static let password = 8...256
    /// Characters of an SSH key's name.
    public static let keyName = 1...30
    /// Bytes of an email address (RFC 5321, section 4.5.3.1.3).
    public static let email = 3...254
}
