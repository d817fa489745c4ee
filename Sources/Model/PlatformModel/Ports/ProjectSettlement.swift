/// Settles what processes that died have left of one project: rows, and the branch that points at what never went live.
///
/// Blocks; call from an owned thread. What cannot be settled now is left to the next sweep.
public protocol ProjectSettlement: Sendable {
    /// Before a push is answered. Costs one look into the repository when there is nothing to do.
    func settle(_ target: PushTarget)

    /// After a push broke off.
    func settle(_ project: Project)
}
