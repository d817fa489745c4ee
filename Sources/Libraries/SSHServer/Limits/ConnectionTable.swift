/// Counts connections against ``SSHLimits`` and says who has to make room. A pure value; the registry locks it.
struct ConnectionTable {
    typealias ID = UInt64

    enum Admission: Equatable {
        case admitted(ID, evicting: ID?)
        case refused(String)
    }

    private struct Entry {
        let address: String
        var isAuthenticated = false
        var isEvicted = false
    }

    private let limits: SSHLimits
    private var entries: [ID: Entry] = [:]
    private var next: ID = 1

    init(limits: SSHLimits) {
        self.limits = limits
    }

    var count: Int { entries.count }

    /// Admits a new connection. Ids rise, so the smallest is the oldest.
    mutating func admit(from address: String) -> Admission {
        if entries.count >= limits.connections { return .refused("all \(limits.connections) connections are in use") }
        let ofAddress = entries.values.count { $0.address == address }
        if ofAddress >= limits.connectionsPerAddress {
            return .refused("\(address) already has \(limits.connectionsPerAddress) connections")
        }
        let victim = victim(makingRoomFor: address)
        if let victim { entries[victim]?.isEvicted = true }
        let id = next
        next += 1
        entries[id] = Entry(address: address)
        return .admitted(id, evicting: victim)
    }

    mutating func authenticated(_ id: ID) {
        entries[id]?.isAuthenticated = true
    }

    mutating func remove(_ id: ID) {
        entries[id] = nil
    }

    private func victim(makingRoomFor address: String) -> ID? {
        let waiting = entries.filter { !$0.value.isAuthenticated && !$0.value.isEvicted }
        let fromThere = waiting.filter { $0.value.address == address }
        if fromThere.count >= limits.unauthenticatedPerAddress { return fromThere.keys.min() }
        if waiting.count >= limits.unauthenticated { return waiting.keys.min() }
        return nil
    }
}
