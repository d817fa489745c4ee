extension Route {
    /// The methods that a path answers to, in the order of the table; none where nothing is at that path.
    ///
    /// A literal segment wins over a parameter, the leftmost first, as in the router: `/projects/my` is not `/projects/{uuid}`.
    public static func methods(at path: String) -> [HTTPMethod] {
        let segments = path.split(separator: "/")
        let matches = Dictionary(grouping: allCases.filter { $0.matches(segments) }, by: \.template)
        guard let template = matches.keys.min(by: isMoreLiteral) else { return [] }
        return matches[template, default: []].map(\.method)
    }

    private func matches(_ segments: [Substring]) -> Bool {
        let own = template.split(separator: "/")
        return own.count == segments.count && zip(own, segments).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }

    private static func isMoreLiteral(_ one: String, _ other: String) -> Bool {
        let pairs = zip(one.split(separator: "/"), other.split(separator: "/"))
        let difference = pairs.first { $0.hasPrefix("{") != $1.hasPrefix("{") }
        return difference?.1.hasPrefix("{") ?? false
    }
}
