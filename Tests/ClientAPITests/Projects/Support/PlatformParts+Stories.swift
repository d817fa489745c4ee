import Foundation
import PlatformModel
import PostgresStore
import TestSupport
import Testing

extension PlatformParts {
    func user(_ name: String = "alice", isAdministrator: Bool = false) async throws -> User {
        try await database.createUser(
            name: try UserName(parsing: name), email: "\(name)@example.org", passwordHash: nil,
            isAdministrator: isAdministrator)
    }

    /// A small web application as a project's image in the registry, different from all others.
    ///
    /// - Parameter output: lines it prints when it starts.
    func publishImage(
        for project: ProjectID, saying text: String = "hello", output: [String] = []
    ) async throws -> ImageDigest {
        let name = "\(ProjectImage(registry: registry, project: project).repository):\(UInt32.random(in: 0 ... .max))"
        try await docker.importImage(
            .file(path: ProbeImage.archive.get()), as: name,
            changes: [
                #"ENTRYPOINT ["/probe", "http", "80", "\#(text)"\#(output.map { ", \"\($0)\"" }.joined())]"#,
                "LABEL name=\(name)",
            ])
        return try #require(ImageDigest(try await docker.pushImage(name).digest))
    }

    /// A deployment whose image serves, as after a push.
    func deploy(
        _ project: Project, saying text: String = "hello", output: [String] = []
    ) async throws -> Deployment {
        let digest = try await publishImage(for: project.id, saying: text, output: output)
        let queued = try await database.create(
            for: project.id, commit: try await push(to: project), branch: .main, image: digest, by: project.owner)
        try await database.advance(queued.id, from: [.queued], to: .rollingOut, DeploymentChange())
        let specification = RolloutSpecification(
            project: project.id, deployment: queued.id, number: queued.number,
            image: ProjectImage(registry: registry, project: project.id).pinned(digest),
            environment: project.environment, hosts: ["\(project.id).user-app.localhost"], replicas: 1,
            deadline: .seconds(30))
        for try await event in engine.rollout(specification) {
            if case .failed(let failure) = event { throw failure }
        }
        return try await database.advance(queued.id, from: [.rollingOut], to: .live, DeploymentChange())
    }

    /// A commit in the project's repository, made without the gatekeeper and so without a deployment.
    func push(to project: Project) async throws -> CommitID {
        let repository = repositories.repository(of: project.id)
        return try await Tool.offPool {
            let git = try ScratchGit()
            let commit = try git.commit(try git.tree(["index.html": "\(UInt64.random(in: 0 ... .max))"]))
            try git.git("push", "--quiet", "--force", repository, "\(commit):refs/heads/main")
            return try #require(CommitID(commit))
        }
    }

    /// A deployment that is being built, by a pipeline that stops when it is told to, as the hook's does.
    func withBuild(of project: Project, _ body: (Deployment) async throws -> Void) async throws {
        let queued = try await database.create(
            for: project.id, commit: Self.commit(), branch: .main, image: nil, by: project.owner)
        let building = try await database.advance(queued.id, from: [.queued], to: .building, DeploymentChange())
        let database = database
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in database.changes(of: building.id) {
                    guard let reason = try await database.cancelRequest(for: building.id) else { continue }
                    var change = DeploymentChange()
                    change.reason = reason
                    try await database.advance(building.id, from: [.building], to: .canceled, change)
                    return
                }
            }
            try await body(building)
            try await group.waitForAll()
        }
    }

    func failedDeployment(of project: Project) async throws -> Deployment {
        try await fail(
            try await database.create(
                for: project.id, commit: Self.commit(), branch: .main, image: nil, by: project.owner))
    }

    @discardableResult
    func fail(_ deployment: Deployment) async throws -> Deployment {
        var change = DeploymentChange()
        change.reason = "Build failed: for a test"
        return try await database.advance(deployment.id, from: DeploymentStatus.unfinished, to: .failed, change)
    }

    static func commit() -> CommitID {
        CommitID("a" + String((0..<39).map { _ in "0123456789abcdef".randomElement()! }))!
    }
}
