/// Why a deployment does not start yet.
enum WaitingReason: Hashable, Sendable {
    /// Another deployment of the project works: what it does (`building`), which one, for how long.
    case project(doing: String, number: Int, since: Duration)
    /// Every build slot is taken.
    case slots(total: Int, ahead: Int)

    /// Whether both say the same, apart from the time that has passed.
    func isSame(as other: WaitingReason?) -> Bool {
        switch (self, other) {
        case (.project(let doing, let number, _), .project(let otherDoing, let otherNumber, _)?):
            doing == otherDoing && number == otherNumber
        default: self == other
        }
    }
}
