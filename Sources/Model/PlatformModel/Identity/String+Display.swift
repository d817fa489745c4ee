extension String {
    /// The text in double quotes with control characters, quotes and backslashes escaped and its length bounded, fit to
    /// be shown on a terminal although it came from a stranger.
    public var quotedForDisplay: String {
        let limit = 80
        var shown = "\""
        for scalar in unicodeScalars.prefix(limit) {
            switch scalar {
            case "\"", "\\": shown += "\\\(scalar)"
            case "\n": shown += "\\n"
            default:
                let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                let reordersText = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
                shown += isControl || reordersText ? "\\u{\(String(scalar.value, radix: 16))}" : "\(scalar)"
            }
        }
        return shown + (unicodeScalars.count > limit ? "…\"" : "\"")
    }
}
