import FoundationEssentials
import LinuxSystem
import Logging
import PlatformModel

/// Brings one deployment to its turn: the project's lock first, then a build slot.
///
/// Locks cannot be awaited with a chance to give up, so they are tried often; the database is asked when it says that
/// something changed, and every second in case a holder died without a word.
struct DeploymentQueue: Sendable {
    private static let lockPause = Duration.milliseconds(50)
    private static let databasePause = Duration.seconds(1)

    let deployment: Deployment
    let store: PersistentStore
    let locks: LockDirectory
    let slots: Int
    let changes: ProjectChanges
    let reporter: DeploymentReporter

    /// Returns when it is this deployment's turn, holding the project.
    ///
    /// - Throws: ``DeliveryFailure`` `superseded`, `CancellationError`, ``PlatformError``, `LinuxError`.
    func enterProject(_ held: HeldLocks) async throws {
        try await giveWay()
        if let lock = try FileLock.tryLock(locks.project(deployment.project)) {
            held.hold(project: lock)
            return
        }
        try await wait(as: .record) { timer in
            if let lock = try FileLock.tryLock(locks.project(deployment.project)) {
                held.hold(project: lock)
                return true
            }
            if timer.isDue(changes.count) {
                try await giveWay()
                timer.tell(try await holder(), to: reporter)
            }
            return false
        }
        try await giveWay()
    }

    /// Returns holding a build slot. The project is held already.
    func enterSlot(_ held: HeldLocks) async throws {
        if try await takeSlot(held, of: try freeSlots(), freeFor: .zero) == nil { return }
        var freeSince: ContinuousClock.Instant?
        try await wait(as: .build) { timer in
            let now = ContinuousClock.now
            let (isDue, free) = (timer.isDue(changes.count), try freeSlots())
            freeSince = free.isEmpty ? nil : freeSince ?? now
            guard isDue || !free.isEmpty else { return false }
            guard let ahead = try await takeSlot(held, of: free, freeFor: freeSince.map { now - $0 } ?? .zero) else {
                return true
            }
            guard isDue else { return false }
            try await giveWay()
            timer.tell(.slots(total: slots, ahead: ahead), to: reporter)
            return false
        }
    }

    /// Marks the deployment as waiting, then repeats `attempt` until it returns true.
    private func wait(as stage: DeploymentStage, _ attempt: (inout WaitTimer) async throws -> Bool) async throws {
        var change = DeploymentChange()
        change.stage = stage
        try await store.advance(deployment.id, from: [.received, .queued], to: .queued, change)
        var timer = WaitTimer(interval: Self.databasePause)
        while try await !attempt(&timer) {
            try await Task.sleep(for: Self.lockPause)
        }
    }

    /// Ends this deployment when a newer one of the project waits or runs.
    private func giveWay() async throws {
        let (number, project) = (deployment.number, deployment.project)
        let newest = try await store.ask { store throws(PlatformError) in
            try await store.newerDeployment(than: number, of: project)
        }
        if let newer = QueuePolicy.overtaker(of: number, newest: newest) { throw DeliveryFailure.superseded(by: newer) }
    }

    private func holder() async throws -> WaitingReason? {
        let project = deployment.project
        let recent = try await store.ask { store throws(PlatformError) in
            try await store.deployments(of: project, limit: 20)
        }
        return QueuePolicy.reason(waitingFor: recent, besides: deployment.id, at: Date().timeIntervalSince1970)
    }

    private func freeSlots() throws -> [Int] {
        try (0..<slots).filter { try !FileLock.isHeld(locks.slot($0)) }
    }

    /// Takes a slot and returns nil; otherwise says how many come first.
    private func takeSlot(_ held: HeldLocks, of free: [Int], freeFor: Duration) async throws -> Int? {
        let id = deployment.id
        let ahead = try await store.ask { store throws(PlatformError) in try await store.queuedBefore(id) }
        guard QueuePolicy.takesSlot(free: free.count, ahead: ahead, freeFor: freeFor) else { return ahead }
        // A sweep of dead builds is just asking who runs: nobody starts before it has ended.
        guard let gate = try FileLock.tryLock(locks.builds, mode: .shared) else { return ahead }
        defer { gate.close() }
        for slot in free {
            guard let lock = try FileLock.tryLock(locks.slot(slot)) else { continue }
            held.hold(slot: lock)
            return nil
        }
        return ahead
    }
}

/// When to ask the database again, and what was said already, while one deployment waits.
struct WaitTimer {
    private let interval: Duration
    private var lastCount: Int?
    private var lastTime: ContinuousClock.Instant?
    private var said: WaitingReason?

    init(interval: Duration) {
        self.interval = interval
    }

    /// Whether something changed or enough time has passed since this was last true.
    mutating func isDue(_ count: Int) -> Bool {
        let now = ContinuousClock.now
        if let lastTime, count == lastCount, now - lastTime < interval { return false }
        lastCount = count
        lastTime = now
        return true
    }

    /// Says why, unless it is what was said last.
    mutating func tell(_ reason: WaitingReason?, to reporter: DeploymentReporter) {
        guard let reason, !reason.isSame(as: said) else { return }
        said = reason
        reporter.tell(.waiting(reason))
    }
}
