import Foundation
import PlatformModel
import Synchronization

/// Tokens whose signature was found good, with the session each names, so that its next request costs no verification.
///
/// A signature stays good for as long as the process has its secret. Whether the session is still open is not known here: that
/// is asked of the database for every request.
final class VerifiedTokens: Sendable {
    private struct Entry {
        let session: TokenHash
        let end: Date
    }

    private let capacity: Int
    private let entries = Mutex<[String: Entry]>([:])

    /// - Parameter capacity: tokens remembered at once, about half a kilobyte each.
    init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    /// `nil` when the token is unknown, or has expired.
    func session(of token: String, at now: Date = Date()) -> TokenHash? {
        guard let entry = entries.withLock({ $0[token] }), entry.end > now else { return nil }
        return entry.session
    }

    /// Where there is no room the expired ones make it; at worst all are verified anew.
    func remember(_ token: String, session: TokenHash, until end: Date, at now: Date = Date()) {
        entries.withLock { entries in
            if entries.count >= capacity { entries = entries.filter { $0.value.end > now } }
            if entries.count >= capacity { entries = [:] }
            entries[token] = Entry(session: session, end: end)
        }
    }

    var count: Int { entries.withLock { $0.count } }
}
