/// Settles what processes that died have left of one project: rows, and the branch that points at what never went live.
///
/// Blocks; call from an owned thread. Costs two small queries when there is nothing to do. What cannot be settled now is
/// left to the next sweep.
public protocol ProjectSettlement: Sendable {
    func settle(_ project: Project)
}
