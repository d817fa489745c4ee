import ClientAPIContract
import PlatformModel

/// A password that somebody chose.
struct NewPassword: Sendable {
    let text: String

    init(parsing text: String) throws(PlatformError) {
        guard Limits.password.contains(text.count), text.utf8.count <= 4 * Limits.password.upperBound else {
            throw PlatformError(
                .invalid,
                "a password has \(Limits.password.lowerBound) to \(Limits.password.upperBound) characters")
        }
        self.text = text
    }
}
