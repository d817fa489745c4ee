import GitRepositories
import Logging
import PlatformModel

extension DeploymentRun {
    /// The deployment serves: say so, let the branch follow, and forget images nobody needs.
    func settle(_ image: PreparedImage, rolloutTime: Duration) async throws(PlatformError) {
        var change = DeploymentChange()
        change.stage = .settle
        change.rolloutTime = rolloutTime
        let timings = DeploymentTimings(
            total: ContinuousClock.now - started, build: image.built?.buildTime, publish: image.built?.publishTime,
            rollout: rolloutTime)
        let url = pipeline.configuration.url(of: hosts)
        let final = change
        // Should the database stay away, a sweep asks the engine later and finds that it serves.
        try await reporter.tell(.live(url: url, timings: timings)) { () throws(PlatformError) in
            try await store.advance(deployment.id, from: [.rollingOut], to: .live, final)
        }
        let outcome = await Settlement(store: store, repository: repository).afterSuccess(of: deployment)
        if case .unknown(let reason) = outcome {
            logger.warning("the branch does not follow what serves yet", metadata: ["reason": "\(reason)"])
        }
        await RetentionRound(pipeline: pipeline).run(for: project.id)
    }

    /// The deployment does not become live: bring the branch back while the row is still unfinished, then say everything.
    func settle(_ failure: DeliveryFailure) async throws(PlatformError) -> DeploymentStatus {
        held.releaseSlot()
        let (outcome, serving) = await Settlement(store: store, repository: repository).afterFailure(of: deployment)
        do throws(GitError) {
            try await repository.release(deployment.commit, as: deployment.number)
        } catch {
            logger.warning("a hidden reference is left", metadata: ["error": "\(error.debugDescription)"])
        }
        var change = DeploymentChange()
        // A deployment that was stopped keeps the stage it had reached.
        change.stage = failure.status == .failed ? failure.stage : nil
        change.reason = failure.message
        let final = change
        try await reporter.tell(.ended(failure, outcome, serving: serving)) { () throws(PlatformError) in
            try await store.advance(
                deployment.id, from: DeploymentStatus.unfinished, to: failure.status, final)
        }
        return failure.status
    }
}
