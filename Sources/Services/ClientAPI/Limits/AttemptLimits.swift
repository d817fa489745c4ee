import Hummingbird

/// Bounds tries at what guesses a secret or costs memory: for each address, and for each account.
struct AttemptLimits: Sendable {
    private let addresses: AttemptLimiter
    private let accounts: AttemptLimiter
    private let trustedProxies: Set<String>

    init(_ configuration: ClientAPIConfiguration) {
        addresses = AttemptLimiter(limit: configuration.attemptsPerMinute)
        accounts = AttemptLimiter(limit: configuration.attemptsPerMinute)
        trustedProxies = Set(configuration.trustedProxies)
    }

    /// - Throws: 429 when this address tried too often.
    func admit(_ request: Request, _ context: APIContext) throws(APIError) {
        let address = ClientAddress(of: request, context, trustedProxies: trustedProxies)
        try Self.refuse(addresses.attempt("\(address)"), who: "from your address")
    }

    /// - Throws: 429 when too many tries were about this account, wherever they came from.
    func admit(account email: String) throws(APIError) {
        try Self.refuse(accounts.attempt(email.lowercased()), who: "for this account")
    }

    private static func refuse(_ wait: Duration?, who: String) throws(APIError) {
        guard let wait else { return }
        let seconds = Int(wait.components.seconds) + 1
        throw .tooManyRequests("too many attempts \(who); try again in \(seconds) s", retryAfter: seconds)
    }
}
