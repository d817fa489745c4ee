/// Decides about one connection's authentication attempts (RFC 4252).
///
/// The identity belongs to the key whose signature verified, never to one that was merely offered before it.
struct AuthenticationGate {
    /// What to tell the client, and what else to do.
    struct Verdict: Equatable {
        var isAccepted: Bool
        /// A text to show before the answer.
        var banner: String?
        /// Too many attempts: disconnect after the answer.
        var closes = false
    }

    private let tries: Int
    private var failures = 0
    private var askedForMethods = false
    private var shownBanner = false
    private(set) var client: (any AuthenticatedClient)?

    init(tries: Int) {
        self.tries = tries
    }

    /// A key was offered (`isProven` false) or signed with.
    mutating func decide(_ answer: AuthenticationAnswer, isProven: Bool) -> Verdict {
        guard client == nil, failures < tries else { return Verdict(isAccepted: false, closes: true) }
        switch answer {
        case .accepted(let accepted):
            if isProven { client = accepted }
            return Verdict(isAccepted: true)
        case .refused:
            return failed()
        case .unavailable(let banner):
            var verdict = failed()
            if !shownBanner { verdict.banner = banner }
            shownBanner = true
            return verdict
        }
    }

    /// Another method than a key was tried. The first `none` is how clients ask for the list of methods.
    mutating func refuseMethod(isNone: Bool) -> Verdict {
        if isNone, !askedForMethods {
            askedForMethods = true
            return Verdict(isAccepted: false)
        }
        return failed()
    }

    private mutating func failed() -> Verdict {
        failures += 1
        return Verdict(isAccepted: false, closes: failures >= tries)
    }
}
