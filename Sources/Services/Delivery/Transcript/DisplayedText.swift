/// Text from elsewhere (a builder's output, an application's last words) made fit for a terminal and a database.
enum DisplayedText {
    /// Longer lines are cut; git's sideband and a terminal both show a line as a whole.
    static let longestLine = 4096

    /// One line without control characters: tabs become spaces, everything else below U+0020, DEL, C1 and characters that
    /// reorder text are dropped, and a line that is too long ends in `…`.
    static func line(_ text: some StringProtocol) -> String {
        var shown = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < longestLine else {
                shown += "…"
                break
            }
            count += 1
            if scalar == "\t" {
                shown += "    "
            } else if isHarmless(scalar) {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: false
        default: true
        }
    }
}
