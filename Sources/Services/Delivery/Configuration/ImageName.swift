/// A container image reference as people write it, by the grammar of the distribution project
/// (`[registry/]path[:tag][@digest]`, github.com/distribution/reference).
public struct ImageName: Hashable, Sendable {
    /// Registry and path as written, without tag and digest; `docker.io/` and `docker.io/library/` are left out.
    public let repository: String
    public let tag: String?
    public let digest: String?

    /// `nil` when the text is no image reference.
    public init?(_ text: String) {
        guard text.utf8.count <= 384 else { return nil }
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let digest = parts.count == 2 ? String(parts[1]) : nil
        if let digest, !Self.isDigest(digest) { return nil }
        var name = parts[0]
        var tag: String?
        let lastSlash = name.lastIndex(of: "/") ?? name.startIndex
        if let colon = name[lastSlash...].firstIndex(of: ":") {
            let text = String(name[name.index(after: colon)...])
            guard Self.isTag(text) else { return nil }
            tag = text
            name = name[..<colon]
        }
        guard let repository = Self.repository(String(name)) else { return nil }
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    private static func repository(_ name: String) -> String? {
        var components = name.split(separator: "/", omittingEmptySubsequences: false)
        if components.count > 1, let first = components.first, isRegistry(first) {
            guard first.allSatisfy({ isAlphanumeric($0) || ".-:".contains($0) }) else { return nil }
            components.removeFirst()
            guard components.allSatisfy(isPathComponent) else { return nil }
            guard ["docker.io", "index.docker.io"].contains(first) else { return name }
            if components.count == 2 && components[0] == "library" { components.removeFirst() }
            return components.joined(separator: "/")
        }
        return components.allSatisfy(isPathComponent) ? name : nil
    }

    /// The first component is a registry when it could not be a path on Docker Hub.
    private static func isRegistry(_ component: Substring) -> Bool {
        component.contains(".") || component.contains(":") || component == "localhost"
    }

    /// Lower-case letters and digits, separated by one `.`, one or two `_`, or any number of `-`.
    private static func isPathComponent(_ component: Substring) -> Bool {
        guard let first = component.first, let last = component.last else { return false }
        guard isLowercaseOrDigit(first), isLowercaseOrDigit(last) else { return false }
        guard component.allSatisfy({ isLowercaseOrDigit($0) || "._-".contains($0) }) else { return false }
        let separators = component.split(whereSeparator: isLowercaseOrDigit)
        return separators.allSatisfy { $0 == "." || $0 == "_" || $0 == "__" || $0.allSatisfy { $0 == "-" } }
    }

    private static func isTag(_ text: String) -> Bool {
        guard (1...128).contains(text.utf8.count), let first = text.first, isAlphanumeric(first) || first == "_" else {
            return false
        }
        return text.allSatisfy { isAlphanumeric($0) || "._-".contains($0) }
    }

    private static func isDigest(_ text: String) -> Bool {
        let prefix = "sha256:"
        let digits = text.dropFirst(prefix.count)
        return text.hasPrefix(prefix) && digits.utf8.count == 64
            && digits.allSatisfy { ("0"..."9").contains($0) || ("a"..."f").contains($0) }
    }

    private static func isLowercaseOrDigit(_ character: Character) -> Bool {
        character.isASCII && (character.isLowercase || character.isNumber)
    }

    private static func isAlphanumeric(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}
