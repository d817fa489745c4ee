/// The name of an account: 3 to 30 characters, a DNS label.
public struct UserName: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// - Throws: ``PlatformError`` with code `invalid` that says which rule the text breaks.
    public init(parsing text: String) throws(PlatformError) {
        if let problem = Label.problem(with: text, length: 3...30) {
            throw PlatformError(.invalid, "user name \(text.quotedForDisplay) \(problem)")
        }
        description = text
    }
}
