/// The short name of a branch, valid by git-check-ref-format(1): `main` for `refs/heads/main`.
public struct BranchName: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public static let main = BranchName(unchecked: "main")
    public static let master = BranchName(unchecked: "master")

    private init(unchecked text: String) {
        description = text
    }

    public init?(_ text: String) {
        let forbidden: Set<Character> = [" ", "~", "^", ":", "?", "*", "[", "\\", "\u{7F}"]
        guard (1...200).contains(text.utf8.count), !text.hasPrefix("-"), text != "@", text != "HEAD" else { return nil }
        guard !text.contains(".."), !text.contains("@{"), !text.contains("//") else { return nil }
        guard !text.hasSuffix("."), !text.hasPrefix("/"), !text.hasSuffix("/") else { return nil }
        guard !text.contains(where: { forbidden.contains($0) || $0.unicodeScalars.contains { $0.value < 0x20 } }) else {
            return nil
        }
        let components = text.split(separator: "/")
        guard components.allSatisfy({ !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }) else { return nil }
        description = text
    }

    /// The branch of a full reference name, or `nil` when it is not under `refs/heads/`.
    public init?(reference: String) {
        let prefix = "refs/heads/"
        guard reference.hasPrefix(prefix) else { return nil }
        self.init(String(reference.dropFirst(prefix.count)))
    }

    /// The full reference name.
    public var reference: String { "refs/heads/\(description)" }
}
