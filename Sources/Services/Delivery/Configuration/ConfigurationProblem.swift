import PlatformModel
import YAMLDocuments

/// One reason why `paastech/buildpacks.yaml` is refused, with the place in the file.
public struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1; 1 as well when the file as a whole is meant.
    public let line: Int
    /// From 1, in characters.
    public let column: Int
    /// What is wrong and what would be right.
    public let message: String
    /// The line of the file, safe for a terminal; `nil` when there is none to show.
    public let source: String?
    /// Blanks up to the place, then `^`.
    public let caret: String?

    init(_ message: String, at position: YAMLPosition, in text: YAMLText) {
        let excerpt = text.excerpt(at: position)
        line = position.line
        column = position.column
        self.message = message
        source = excerpt.line
        caret = excerpt.caret
    }

    /// A problem with the file itself, of which nothing can be shown.
    init(file message: String) {
        line = 1
        column = 1
        self.message = message
        source = nil
        caret = nil
    }

    /// `paastech/buildpacks.yaml:4:3: unknown key "buildr", did you mean "builder"?`
    public var description: String { "\(BuildpacksConfiguration.file):\(line):\(column): \(message)" }
}

/// Everything that is wrong with the file, in the order of the file.
public struct ConfigurationRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    public let problems: [ConfigurationProblem]

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
