/// The ways to name a buildpack that neither lead to an image nor into the repository:
/// `id`, `id@version`, `urn:cnb:builder:id[@version]` and `urn:cnb:registry:id[@version]`.
enum BuildpackReference {
    /// The end of the sentence `the buildpack "…" …`, or `nil` when the text is such a name.
    static func problem(with text: String) -> String? {
        if text.hasPrefix("/") || text.hasPrefix("~") {
            return "is a path of a host; a buildpack in the repository is written \"./dir\""
        }
        if text.hasPrefix("../") || text == ".." {
            return "leads out of the repository; a buildpack in the repository is written \"./dir\""
        }
        if text.hasPrefix("urn:") { return urnProblem(text) }
        if let colon = text.firstIndex(of: ":"), text.distance(from: text.startIndex, to: colon) > 0 {
            let scheme = text[...colon]
            return "begins with \"\(scheme)\", which is not allowed; write an id, \"docker://image\" or \"./dir\""
        }
        return idProblem(text[...])
    }

    private static func urnProblem(_ text: String) -> String? {
        for prefix in ["urn:cnb:builder:", "urn:cnb:registry:"] where text.hasPrefix(prefix) {
            return idProblem(text.dropFirst(prefix.count))
        }
        return "is no URN of a buildpack; write \"urn:cnb:builder:id\" or \"urn:cnb:registry:id\""
    }

    /// An id holds letters, digits, `.`, `/` and `-` (Buildpack API 0.10, "Buildpack Identifiers"); a version after `@`
    /// is a semantic version or `latest`.
    private static func idProblem(_ text: Substring) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard let id = parts.first, parts.count <= 2 else { return "has more than one \"@\"; write \"id@version\"" }
        let segments = id.split(separator: "/", omittingEmptySubsequences: false)
        // A segment that begins with "." or "-" could be taken for a path or an option further on.
        let isID = segments.allSatisfy { segment in
            guard let first = segment.first, isAlphanumeric(first) else { return false }
            return segment.allSatisfy { isAlphanumeric($0) || ".-".contains($0) }
        }
        guard isID else { return "is no buildpack id; write it like \"paketo-buildpacks/nginx\" or \"./dir\"" }
        guard let version = parts.dropFirst().first else { return nil }
        let isVersion = version.first.map(isAlphanumeric) ?? false
        guard isVersion, version.allSatisfy({ isAlphanumeric($0) || ".-+".contains($0) }) else {
            return "has no version after \"@\"; write it like \"paketo-buildpacks/nginx@1.2.3\""
        }
        return nil
    }

    private static func isAlphanumeric(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}
