/// What a hook asks the gatekeeper for, about the push it is part of. One line over a unix socket; the answer is one line.
public enum ReceptionRequest: Hashable, Sendable {
    /// Record the push, which brings nothing to deploy, before git moves its references.
    case open(push: String)
    /// Its references have moved.
    case accept(push: String)

    /// Longest line that is read, in bytes.
    public static let lineLimit = 128
    /// The answer when it is done and recorded. Anything else, or silence, means that the hook is on its own.
    public static let done = "done\n"

    public init?(line: String) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, words[1].hasSuffix("\n"), words[1].count > 1 else { return nil }
        let push = String(words[1].dropLast())
        switch words[0] {
        case "open": self = .open(push: push)
        case "accept": self = .accept(push: push)
        default: return nil
        }
    }

    /// The push it is about, as the hook was told.
    public var push: String {
        switch self {
        case .open(let push), .accept(let push): push
        }
    }

    public var line: String {
        switch self {
        case .open(let push): "open \(push)\n"
        case .accept(let push): "accept \(push)\n"
        }
    }
}
