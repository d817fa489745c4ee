extension Duration {
    /// Seconds with one decimal, rounded half up: `3.9`.
    var tenths: String {
        let tenth: Int64 = 100_000_000_000_000_000
        let (seconds, attoseconds) = components
        let tenths = seconds * 10 + (attoseconds + tenth / 2) / tenth
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// Whole seconds, rounded down.
    var wholeSeconds: Int64 { components.seconds }

    /// For a sentence: `60 s`, `1.5 s`, `250 ms`.
    var forSentence: String {
        let (seconds, attoseconds) = components
        if seconds == 0 { return "\(attoseconds / 1_000_000_000_000_000) ms" }
        return attoseconds == 0 ? "\(seconds) s" : "\(tenths) s"
    }
}
