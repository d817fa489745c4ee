import PlatformModel

/// A project's name from the name of a directory.
enum ProjectNaming {
    /// The nearest valid name, or nil where nothing of the text can be kept.
    ///
    /// Letters become lower case, everything but letters and digits a hyphen, hyphens are not doubled, a digit does not
    /// begin, and what is over 30 characters is cut.
    static func name(from directory: String) -> ProjectName? {
        var label = ""
        for byte in directory.lowercased().utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): label.append(Character(UnicodeScalar(byte)))
            case UInt8(ascii: "0")...UInt8(ascii: "9") where !label.isEmpty:
                label.append(Character(UnicodeScalar(byte)))
            default:
                if !label.isEmpty, label.last != "-" { label.append("-") }
            }
        }
        label = String(label.prefix(30))
        while label.last == "-" { label.removeLast() }
        return try? ProjectName(parsing: label)
    }
}
