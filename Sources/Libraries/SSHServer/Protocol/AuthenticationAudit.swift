/// Notices requests to authenticate that nobody was asked about.
///
/// Between the request for the authentication service (RFC 4253 section 10) and a success, every packet of a client is a
/// request to authenticate. One that was counted but not heard of was dropped on the way: its signature does not verify, or
/// it cannot be read.
struct AuthenticationAudit {
    /// How many packets are accounted for; nil before the service was asked for.
    private var accounted: UInt64?

    /// - Parameter packets: all packets received so far, this one included.
    mutating func serviceRequested(packets: UInt64) {
        // Only the first starts the count: a client that asks again and again gets no packet for free.
        if accounted == nil { accounted = packets } else { requestHeard() }
    }

    mutating func requestHeard() {
        accounted = accounted.map { $0 + 1 }
    }

    func isMissingSome(packets: UInt64) -> Bool {
        accounted.map { packets > $0 } ?? false
    }
}
