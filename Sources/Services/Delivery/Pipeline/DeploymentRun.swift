import FoundationEssentials
import Logging
import PlatformModel

/// One deployment on its way through the pipeline.
struct DeploymentRun: Sendable {
    let deployment: Deployment
    let project: Project
    let pipeline: Pipeline
    let reporter: DeploymentReporter
    let held = HeldLocks()
    let started = ContinuousClock.now
    let repository: ProjectRepository
    let changes: ProjectChanges
    let interruptions: AsyncStream<String>
    let logger: Logger

    init(
        _ deployment: Deployment, of project: Project, pipeline: Pipeline, terminal: Terminal?,
        interruptions: AsyncStream<String>
    ) {
        self.deployment = deployment
        self.project = project
        self.pipeline = pipeline
        self.interruptions = interruptions
        var logger = pipeline.logger
        logger[metadataKey: "deployment"] = "\(deployment.id)"
        self.logger = logger
        reporter = DeploymentReporter(
            transcript: Transcript(
                project: project.name, branch: deployment.branch, commit: deployment.commit, number: deployment.number,
                defaultBuilder: pipeline.configuration.builder),
            log: DeploymentLog(of: deployment.id, in: pipeline.store, logger: logger), terminal: terminal)
        repository = ProjectRepository(project.id, in: pipeline.configuration)
        changes = ProjectChanges(of: project.id, for: deployment.id, store: pipeline.store)
    }

    var store: PersistentStore { pipeline.store }

    func perform() async throws(PlatformError) -> DeploymentStatus {
        let source = SourceExport(of: deployment, in: repository, configuration: pipeline.configuration)
        defer { source.remove() }
        reporter.tell(.started)
        let image: PreparedImage
        let outcome: RolloutOutcome
        do throws(DeliveryFailure) {
            image = try await interruptible { try await prepare(source) }
            held.releaseSlot()
            outcome = try await rollOut(image)
        } catch {
            return try await settle(error)
        }
        switch outcome {
        case .live(let time):
            try await settle(image, rolloutTime: time)
            return .live
        case .unknown(let reason):
            // The row stays as it is: the sweep asks the engine as soon as that answers.
            reporter.tell(.rolloutUnknown(reason: reason))
            return .rollingOut
        }
    }

    /// Runs everything that may still be canceled. When a cancellation comes first, the work is canceled and waited for.
    private func interruptible(
        _ work: @escaping @Sendable () async throws -> PreparedImage
    ) async throws(DeliveryFailure) -> PreparedImage {
        let (changes, interruptions) = (changes, interruptions)
        do {
            return try await withThrowingTaskGroup(of: PreparedImage?.self) { group in
                group.addTask { try await work() }
                group.addTask {
                    guard let reason = await changes.cancellation() else { return nil }
                    throw DeliveryFailure.canceled(reason, stage: .build)
                }
                group.addTask {
                    for await reason in interruptions { throw DeliveryFailure.canceled(reason, stage: .build) }
                    return nil
                }
                defer { group.cancelAll() }
                while let result = try await group.next() {
                    if let result { return result }
                }
                throw CancellationError()
            }
        } catch {
            throw Self.failure(error)
        }
    }

    /// What an error of the stages before the rollout means for the deployment.
    static func failure(_ error: any Error) -> DeliveryFailure {
        switch error {
        case let failure as DeliveryFailure: failure
        case let failure as BuildFailure: DeliveryFailure(failure)
        case let error as PlatformError where error.code == .unavailable:
            DeliveryFailure(stage: .record, message: "The database is unreachable: \(error.message)")
        case let error as PlatformError:
            DeliveryFailure(
                error.code == .canceled ? .canceled : .failed, stage: .record, message: "Deployment failed: \(error)")
        case is CancellationError: DeliveryFailure.canceled("the work was stopped", stage: .build)
        default: DeliveryFailure(stage: .record, message: "Deployment failed: \(error)")
        }
    }
}

/// A published image, and what it cost to make when it was made now.
struct PreparedImage: Hashable, Sendable {
    let digest: ImageDigest
    let built: BuiltImage?
}
