import PlatformModel

/// The rule for host names that reach a routing file (RFC 1123 section 2.1, in lower case).
enum HostName {
    /// - Throws: ``PlatformError`` with code `invalid`.
    static func validate(_ host: String) throws(PlatformError) {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...253).contains(host.utf8.count), labels.allSatisfy(isLabel) else {
            throw PlatformError(.invalid, "\(host.quotedForDisplay) is no host name")
        }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.utf8.count) && label.utf8.first != hyphen && label.utf8.last != hyphen
            && label.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), hyphen: true
                default: false
                }
            }
    }
}
