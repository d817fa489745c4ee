/// One thing that is wrong with a YAML text, and where.
public struct YAMLProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        /// The text is longer than `YAMLLimits.bytes`.
        case tooLong
        /// A byte that is not UTF-8.
        case notUTF8
        /// A character YAML forbids everywhere (YAML 1.1, production `c-printable`).
        case controlCharacter
        /// libyaml cannot read on from here.
        case syntax
        /// Collections are nested deeper than `YAMLLimits.depth`.
        case tooDeep
        /// An alias names an anchor that is not there, or the collection it stands in.
        case unknownAnchor
        /// Aliases inside of what aliases name, past `YAMLLimits.aliasDepth`.
        case aliasesTooDeep
        /// With its aliases written out the document passes `YAMLLimits.nodes` or `YAMLLimits.scalarBytes`.
        case tooLarge
        /// A mapping has one key twice; `related` is where it stood first.
        case duplicateKey
        /// A second document begins.
        case severalDocuments
        /// A node has an explicit tag, such as `!!python/object`.
        case tag
        /// A mapping is merged into another by `<<`.
        case mergeKey
    }

    public let code: Code
    /// Lower case, no full stop.
    public let message: String
    public let position: YAMLPosition
    public let related: YAMLPosition?

    public init(_ code: Code, _ message: String, at position: YAMLPosition, related: YAMLPosition? = nil) {
        self.code = code
        self.message = message
        self.position = position
        self.related = related
    }

    /// `line:column: message`
    public var description: String { "\(position): \(message)" }
}
