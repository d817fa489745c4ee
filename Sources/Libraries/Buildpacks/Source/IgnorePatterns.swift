import BuildpackLifecycle

/// Patterns with the semantics of `.gitignore` (gitignore(5)): the last one that matches decides, `!` takes back,
/// a slash anchors, `**` crosses directories, a trailing slash means directories only.
struct IgnorePatterns: Sendable {
    private struct Rule: Sendable {
        var parts: [ArraySlice<UInt8>]
        var isNegated: Bool
        var isDirectoryOnly: Bool
    }

    private let rules: [Rule]

    init(_ lines: [String]) {
        rules = lines.compactMap { line in
            var text = Array(line.utf8)[...]
            while text.last == 0x0D || (text.last == 0x20 && text.dropLast().last != UInt8(ascii: "\\")) {
                text = text.dropLast()
            }
            guard let first = text.first, first != UInt8(ascii: "#") else { return nil }
            let isNegated = first == UInt8(ascii: "!")
            if isNegated { text = text.dropFirst() }
            let isDirectoryOnly = text.last == UInt8(ascii: "/")
            if isDirectoryOnly { text = text.dropLast() }
            let isAnchored = text.contains(UInt8(ascii: "/"))
            if text.first == UInt8(ascii: "/") { text = text.dropFirst() }
            guard !text.isEmpty else { return nil }
            var parts = text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true)
            if !isAnchored { parts.insert(Array("**".utf8)[...], at: 0) }
            return Rule(parts: parts, isNegated: isNegated, isDirectoryOnly: isDirectoryOnly)
        }
    }

    /// Whether the patterns match the path or a directory above it.
    func matches(_ path: BytePath, isDirectory: Bool) -> Bool {
        let components = path.components
        for length in 1...max(components.count, 1) where length <= components.count {
            let isPartDirectory = length < components.count || isDirectory
            if decides(Array(components[..<length]), isDirectory: isPartDirectory) { return true }
        }
        return false
    }

    private func decides(_ components: [ArraySlice<UInt8>], isDirectory: Bool) -> Bool {
        var isMatch = false
        for rule in rules where rule.isNegated == isMatch && (!rule.isDirectoryOnly || isDirectory) {
            if Self.matches(rule.parts[...], components[...]) { isMatch = !rule.isNegated }
        }
        return isMatch
    }

    private static func matches(_ parts: ArraySlice<ArraySlice<UInt8>>, _ names: ArraySlice<ArraySlice<UInt8>>) -> Bool
    {
        guard let part = parts.first else { return names.isEmpty }
        if part.elementsEqual("**".utf8) {
            // At the end it means everything inside, in front or between any number of directories.
            if parts.count == 1 { return !names.isEmpty }
            return (names.startIndex...names.endIndex).contains { matches(parts.dropFirst(), names[$0...]) }
        }
        guard let name = names.first,
            PathGlob(String(decoding: part, as: UTF8.self)).matches(BytePath(Array(name)))
        else { return false }
        return matches(parts.dropFirst(), names.dropFirst())
    }
}
