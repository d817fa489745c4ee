import PlatformModel

/// The rule that a rollout names its image by digest only.
enum PinnedImage {
    /// - Throws: ``PlatformError`` with code `invalid` unless the text is `name@sha256:…`.
    static func validate(_ reference: String) throws(PlatformError) {
        let parts = reference.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, ImageDigest(parts[1]) != nil, isName(parts[0]) else {
            throw PlatformError(
                .invalid, "image \(reference.quotedForDisplay) has to be named by digest: name@sha256:…")
        }
    }

    /// Joins the two fields of the original calls: the second is a tag or a digest.
    static func reference(name: String, tag: String) throws(PlatformError) -> String {
        let isTag = (1...128).contains(tag.utf8.count) && tag.utf8.allSatisfy(isTagByte) && tag.utf8.first != dash
        guard isName(name[...]), isTag || ImageDigest(tag) != nil else {
            throw PlatformError(
                .invalid, "\(name.quotedForDisplay) with tag \(tag.quotedForDisplay) is not the name of an image")
        }
        return ImageDigest(tag) == nil ? "\(name):\(tag)" : "\(name)@\(tag)"
    }

    /// The two fields for a reference.
    static func split(_ reference: String) -> (name: String, tag: String) {
        if let at = reference.firstIndex(of: "@") {
            return (String(reference[..<at]), String(reference[reference.index(after: at)...]))
        }
        let start = reference.lastIndex(of: "/") ?? reference.startIndex
        guard let colon = reference[start...].lastIndex(of: ":") else { return (reference, "latest") }
        return (String(reference[..<colon]), String(reference[reference.index(after: colon)...]))
    }

    private static let dash = UInt8(ascii: "-")

    private static func isTagByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == dash
    }

    private static func isName(_ name: Substring) -> Bool {
        let separators = Set("._-:/[]".utf8)
        return (1...255).contains(name.utf8.count) && name.utf8.first != dash
            && name.utf8.allSatisfy { isAlphanumeric($0) || separators.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
