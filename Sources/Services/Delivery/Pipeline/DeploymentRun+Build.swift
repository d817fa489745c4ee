import PlatformModel
import Synchronization

extension DeploymentRun {
    /// Waits for its turn, then exports, builds and publishes; or takes the image the deployment came with.
    func prepare(_ source: SourceExport) async throws -> PreparedImage {
        let queue = DeploymentQueue(
            deployment: deployment, store: store, locks: pipeline.configuration.locks,
            slots: pipeline.configuration.buildSlots, changes: changes, reporter: reporter)
        if let digest = deployment.imageDigest {
            reporter.tell(.reusing(digest))
            try await queue.enterProject(held)
            try await repository.keep(deployment.commit, as: deployment.number)
            return PreparedImage(digest: digest, built: nil)
        }
        let plan = try await source.plan()
        reporter.tell(.configured(plan.file.configuration, isWritten: plan.file.isPresent))
        try await queue.enterProject(held)
        try await queue.enterSlot(held)
        let built = try await build(plan, source)
        return PreparedImage(digest: built.digest, built: built)
    }

    private func build(
        _ plan: SourceExport.Plan, _ source: SourceExport
    ) async throws(BuildFailure) -> BuiltImage {
        let request = BuildRequest(
            deployment: deployment.id, image: image, commit: deployment.commit, commitTime: plan.committedAt,
            export: source.files, workspace: source.workspace, configuration: plan.file.configuration,
            clearCache: deployment.options.contains(.clearCache))
        return try await pipeline.builder.build(request) { () async throws(BuildFailure) in
            try await export(plan, source)
        } report: { event in
            reporter.tell(.build(event))
            guard case .publishing = event else { return }
            do throws(PlatformError) {
                try await mark(.publishing, from: [.building], stage: .publish)
            } catch {
                // The rollout's own transition decides; this one only informs.
                logger.warning("publishing is not recorded", metadata: ["error": "\(error.debugDescription)"])
            }
        }
    }

    /// Writes the source, and says in the database meanwhile that it is being written.
    private func export(_ plan: SourceExport.Plan, _ source: SourceExport) async throws(BuildFailure) {
        do {
            async let isMarked: Void = mark(.building, from: [.received, .queued], stage: .export)
            let warnings = try await source.write(plan)
            try await isMarked
            for warning in warnings { reporter.tell(.warning(warning)) }
            try await mark(.building, from: [.building], stage: .build)
        } catch {
            let failure = Self.failure(error)
            let kind: BuildFailure.Kind = failure.status == .canceled ? .canceled : .failed
            throw BuildFailure(kind, stage: failure.stage, message: failure.message)
        }
    }

    var image: ProjectImage { ProjectImage(registry: pipeline.configuration.registry, project: project.id) }

    private func mark(
        _ status: DeploymentStatus, from: [DeploymentStatus], stage: DeploymentStage
    ) async throws(PlatformError) {
        var change = DeploymentChange()
        change.stage = stage
        try await store.advance(deployment.id, from: from, to: status, change)
    }
}
