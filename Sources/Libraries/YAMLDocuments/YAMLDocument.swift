/// A YAML text that is to hold one document, read with everything that is wrong with it.
///
/// Reading never stops at a problem it can read past: duplicate keys, tags, merge keys and further documents are all
/// reported in one go. Only what makes the rest unreadable (encoding, syntax, limits) ends it, and then there is no
/// `root`.
public struct YAMLDocument: Sendable {
    public let text: YAMLText
    /// The document's value; `nil` when the text has no document, or could not be read.
    public let root: YAMLNode?
    /// Sorted by position; empty when the document is sound.
    public let problems: [YAMLProblem]

    public init(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) {
        let text = YAMLText(bytes)
        var builder = YAMLNodeBuilder(text: text, limits: limits)
        do {
            try builder.read()
            root = builder.root
            problems = builder.problems.sorted { $0.position < $1.position }
        } catch {
            root = nil
            problems = (builder.problems + [error]).sorted { $0.position < $1.position }
        }
        self.text = text
    }
}
