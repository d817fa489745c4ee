/// The followers of one log.
struct Bells: Sendable {
    private var members: [ObjectIdentifier: Bell] = [:]

    var isEmpty: Bool { members.isEmpty }

    /// In no order. Ring them outside the lock that protects this value.
    var all: [Bell] { Array(members.values) }

    mutating func insert(_ bell: Bell) {
        members[ObjectIdentifier(bell)] = bell
    }

    mutating func remove(_ bell: Bell) {
        members[ObjectIdentifier(bell)] = nil
    }
}
