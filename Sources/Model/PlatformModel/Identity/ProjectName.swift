/// The name of a project, unique for its owner: 1 to 30 characters, a DNS label.
public struct ProjectName: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// - Throws: ``PlatformError`` with code `invalid` that says which rule the text breaks.
    public init(parsing text: String) throws(PlatformError) {
        if let problem = Label.problem(with: text, length: 1...30) {
            throw PlatformError(.invalid, "project name \(text.quotedForDisplay) \(problem)")
        }
        description = text
    }
}
