import PlatformModel

extension DeploymentRun {
    /// What is known of a rollout at its end.
    enum RolloutOutcome: Hashable, Sendable {
        /// It serves; the time is that of the rollout.
        case live(Duration)
        /// The engine went away in the middle and stayed away, so that only the engine itself can tell once it is back.
        case unknown(reason: String)
    }

    /// Rolls the image out. From here on the deployment cannot be canceled.
    ///
    /// While the engine is away it is asked again, until it has been away for the rollout's deadline: a rollout is
    /// idempotent by deployment id. One that was never reached has switched nothing, so then the rollout has failed.
    func rollOut(_ image: PreparedImage) async throws(DeliveryFailure) -> RolloutOutcome {
        let specification = try await begin(image)
        reporter.tell(.rollingOut)
        let began = ContinuousClock.now
        var outage = EngineOutage(patience: specification.deadline)
        var hasBegun = false
        while true {
            let reason: String
            do {
                for try await event in pipeline.engine.rollout(specification) {
                    hasBegun = true
                    outage = EngineOutage(patience: specification.deadline)
                    reporter.tell(.rollout(event))
                    switch event {
                    case .live: return .live(ContinuousClock.now - began)
                    case .failed(let failure): throw DeliveryFailure(failure)
                    case .progress, .replicaHealthy, .switched: continue
                    }
                }
                reason = "it ended the rollout without a result"
            } catch let failure as DeliveryFailure {
                throw failure
            } catch let error as PlatformError where error.code == .unavailable {
                reason = error.message
            } catch {
                throw DeliveryFailure(stage: .rollout, message: "Rollout failed: \(error)")
            }
            if await wait(&outage, reason: reason) { continue }
            let away = "Pomegranate is unreachable for \(outage.patience.forSentence): \(reason)"
            guard hasBegun else { throw DeliveryFailure(stage: .rollout, message: "Rollout failed: \(away)") }
            return .unknown(reason: away)
        }
    }

    /// The transition after which nothing is canceled, and what to roll out by the project as it is now.
    private func begin(_ image: PreparedImage) async throws(DeliveryFailure) -> RolloutSpecification {
        var change = DeploymentChange()
        change.stage = .rollout
        change.imageDigest = image.digest
        change.builder = image.built?.builder
        change.buildTime = image.built?.buildTime
        change.publishTime = image.built?.publishTime
        let (change_, id, projectID) = (change, deployment.id, project.id)
        do throws(PlatformError) {
            try await store.advance(
                id, from: [.received, .queued, .building, .publishing], to: .rollingOut, change_)
            let current = try await store.ask { store throws(PlatformError) in try await store.project(projectID) }
            guard let current else { throw PlatformError(.notFound, "project \(projectID) does not exist any more") }
            return RolloutSpecification(
                project: current.id, deployment: id, number: deployment.number,
                image: self.image.pinned(image.digest), environment: current.environment, hosts: hosts.all,
                replicas: pipeline.configuration.replicas, deadline: pipeline.configuration.rolloutDeadline)
        } catch  where error.code == .canceled {
            throw await canceled(or: error)
        } catch {
            throw Self.failure(error)
        }
    }

    /// The reason somebody gave for the cancellation that came just before the rollout.
    private func canceled(or error: PlatformError) async -> DeliveryFailure {
        let id = deployment.id
        let reason = try? await store.ask { store throws(PlatformError) in try await store.cancelRequest(for: id) }
        return DeliveryFailure.canceled(reason ?? error.message, stage: .publish)
    }

    var hosts: ApplicationHosts {
        ApplicationHosts(
            project: project.id, name: project.name, owner: project.ownerName, domain: pipeline.configuration.domain)
    }

    /// Waits before the next attempt; false when the engine has been away for too long.
    private func wait(_ outage: inout EngineOutage, reason: String) async -> Bool {
        if outage.isNew { reporter.tell(.engineUnreachable(reason: reason, patience: outage.patience)) }
        guard let pause = outage.pause(at: ContinuousClock.now) else { return false }
        try? await Task.sleep(for: pause)
        return true
    }
}

/// How long an engine that does not answer has been away, and when to ask it again.
struct EngineOutage: Sendable {
    let patience: Duration
    private var since: ContinuousClock.Instant?
    private var next = Duration.milliseconds(100)

    init(patience: Duration) {
        self.patience = patience
    }

    /// Whether it has not been noticed before.
    var isNew: Bool { since == nil }

    /// How long to wait before the next attempt, growing up to 2 s; `nil` when it has been away for too long.
    mutating func pause(at now: ContinuousClock.Instant) -> Duration? {
        let since = since ?? now
        self.since = since
        let left = patience - (now - since)
        guard left > .zero else { return nil }
        defer { next = min(next * 2, .seconds(2)) }
        return min(next, left)
    }
}
