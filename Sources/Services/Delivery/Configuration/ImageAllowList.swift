/// Which images a project may name, by the operator's patterns.
///
/// A pattern is a repository such as `paketobuildpacks/*` or `ghcr.io/acme/builder`. `*` stands for any characters but
/// `/`. A pattern with a tag (`acme/builder:22`) allows that tag alone; one without allows every tag and digest.
public struct ImageAllowList: Hashable, Sendable {
    public let patterns: [String]

    public static let standard = ImageAllowList(["paastech/*", "paketobuildpacks/*", "heroku/*"])

    public init(_ patterns: [String]) {
        self.patterns = patterns
    }

    /// Reads patterns separated by commas or blanks.
    public init(parsing text: String) {
        self.init(text.split { $0 == "," || $0.isWhitespace }.map(String.init))
    }

    public func allows(_ image: ImageName) -> Bool {
        patterns.contains { pattern in
            let afterSlash = pattern[(pattern.lastIndex(of: "/") ?? pattern.startIndex)...]
            guard afterSlash.contains(":") else { return Self.matches(pattern[...], image.repository[...]) }
            guard let tag = image.tag, image.digest == nil else { return false }
            return Self.matches(pattern[...], "\(image.repository):\(tag)"[...])
        }
    }

    /// The patterns as the end of a sentence: `"a/*", "b/*" or "c/*"`.
    public var listed: String {
        let quoted = patterns.map { "\"\($0)\"" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "none" }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }

    /// Linear in both texts but for the stars of the operator's own pattern.
    private static func matches(_ pattern: Substring, _ text: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        guard first == "*" else { return text.first == first && matches(rest, text.dropFirst()) }
        var tail = text
        while true {
            if matches(rest, tail) { return true }
            guard let next = tail.first, next != "/" else { return false }
            tail = tail.dropFirst()
        }
    }
}
