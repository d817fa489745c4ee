public import Logging
public import PlatformModel

/// Creates and deletes projects as a whole: row, repository, application, images and caches.
///
/// The row is the first thing there and the last to go, and it says what is under way. Every step may be taken again and
/// by several processes at once, so whoever finds an unfinished row takes it to its end: a creation that was cut off is
/// completed, one that failed is undone, a deletion goes on.
public struct ProjectLifecycle: Sendable {
    /// What a project consists of.
    public struct Parts: Sendable {
        public let projects: any ProjectStore
        public let deployments: any DeploymentStore
        public let repositories: any RepositoryStore
        public let engine: any DeploymentEngine
        public let artifacts: any BuildArtifacts
        /// Host and port of the image registry.
        public let registry: String

        public init(
            projects: any ProjectStore, deployments: any DeploymentStore, repositories: any RepositoryStore,
            engine: any DeploymentEngine, artifacts: any BuildArtifacts, registry: String
        ) {
            self.projects = projects
            self.deployments = deployments
            self.repositories = repositories
            self.engine = engine
            self.artifacts = artifacts
            self.registry = registry
        }
    }

    let parts: Parts
    let logger: Logger

    public init(_ parts: Parts, logger: Logger) {
        self.parts = parts
        self.logger = logger
    }

    /// Creates a project with its repository.
    ///
    /// - Throws: ``PlatformError``: `alreadyExists`, and `unavailable` when the git controller is down; then nothing of the
    ///   project is left.
    public func create(_ name: ProjectName, owner: UserID) async throws(PlatformError) -> Project {
        let project = try await begin(name, owner: owner)
        do throws(PlatformError) {
            try await finishCreation(of: project)
        } catch {
            await undo(project)
            throw error
        }
        logger.info("project created", metadata: ["project": "\(project.id)"])
        return project
    }

    /// Deletes a project with everything that belongs to it, or goes on with a deletion that has begun.
    ///
    /// - Throws: ``PlatformError``: `notFound`; `unavailable` when a part is down, after which the deletion goes on by itself.
    public func delete(_ id: ProjectID) async throws(PlatformError) {
        let project = try await parts.projects.beginRemoval(of: id)
        do throws(PlatformError) {
            try await finishRemoval(of: project, patience: Self.patience)
        } catch {
            throw PlatformError(
                error.code == .canceled ? .canceled : .unavailable,
                "project \(project.name) is being deleted, which goes on by itself: \(error.message)", cause: error)
        }
        logger.info("project deleted", metadata: ["project": "\(project.id)"])
    }

    /// Takes every unfinished creation and deletion one step further, to the end where nothing is in the way.
    public func settle() async throws(PlatformError) {
        for unsettled in try await parts.projects.unsettledProjects() {
            let project = unsettled.project
            do throws(PlatformError) {
                switch unsettled.state {
                case .active: continue
                case .creating: try await finishCreation(of: project)
                case .deleting: try await finishRemoval(of: project, patience: Self.patienceOfSweep)
                }
                logger.notice(
                    "a project is settled",
                    metadata: ["project": "\(project.id)", "was": "\(unsettled.state.rawValue)"])
            } catch {
                logger.warning(
                    "a project cannot be settled yet",
                    metadata: [
                        "project": "\(project.id)", "is": "\(unsettled.state.rawValue)",
                        "error": "\(error.debugDescription)",
                    ])
            }
        }
    }

    /// How long a deletion waits for a running deployment to stop.
    private static let patience = Duration.seconds(30)
    private static let patienceOfSweep = Duration.seconds(2)

    /// A name that is taken by what is left of a deletion is set free first, if that can be done at once.
    private func begin(_ name: ProjectName, owner: UserID) async throws(PlatformError) -> Project {
        do throws(PlatformError) {
            return try await parts.projects.beginProject(id: ProjectID(), name: name, owner: owner)
        } catch {
            guard error.code == .alreadyExists else { throw error }
            let leftover = try await parts.projects.unsettledProjects().first {
                $0.state == .deleting && $0.project.owner == owner && $0.project.name == name
            }
            guard let leftover else { throw error }
            do throws(PlatformError) {
                try await finishRemoval(of: leftover.project, patience: .zero)
            } catch let obstacle {
                logger.notice(
                    "a name is not free yet",
                    metadata: ["project": "\(leftover.project.id)", "error": "\(obstacle.debugDescription)"])
                throw error
            }
            return try await parts.projects.beginProject(id: ProjectID(), name: name, owner: owner)
        }
    }

    private func finishCreation(of project: Project) async throws(PlatformError) {
        do throws(PlatformError) {
            try await parts.repositories.createRepository(project.id)
        } catch {
            // The id is the row's alone, so an earlier try of the same creation made it.
            guard error.code == .alreadyExists else { throw error }
        }
        try await parts.projects.activateProject(project.id)
    }

    private func undo(_ project: Project) async {
        do throws(PlatformError) {
            let project = try await parts.projects.beginRemoval(of: project.id)
            try await finishRemoval(of: project, patience: .zero)
        } catch {
            guard error.code != .notFound else { return }
            logger.warning(
                "a failed creation is not undone yet",
                metadata: ["project": "\(project.id)", "error": "\(error.debugDescription)"])
        }
    }
}
