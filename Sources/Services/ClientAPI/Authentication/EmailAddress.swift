import ClientAPIContract
import PlatformModel

/// An e-mail address in the form `name@host`; whether it exists only a mail can tell.
struct EmailAddress: Hashable, Sendable {
    let text: String

    init(parsing text: String) throws(PlatformError) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPrintable = text.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0.value > 0x20 && !(0x7F...0x9F).contains($0.value)
                && !"<>\"(),:;\\[]".unicodeScalars.contains($0)
        }
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), isPrintable,
            Limits.email.contains(text.utf8.count)
        else {
            throw PlatformError(.invalid, "\(text.quotedForDisplay) is not an e-mail address: write name@host")
        }
        self.text = text
    }
}
