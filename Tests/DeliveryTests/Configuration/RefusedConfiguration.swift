import Testing

/// One bad file: its text, and for each problem `line:column: ` and the whole message.
///
/// The tables are in extensions, one file for each part of the configuration.
struct RefusedConfiguration: Sendable, CustomTestStringConvertible {
    let text: String
    let problems: [String]
    var testDescription: String { problems.joined(separator: " / ") }

    init(_ text: String, _ problems: String...) {
        self.text = text
        self.problems = problems
    }
}
