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
    func publishImage(for project: ProjectID, saying text: String = "hello") async throws -> ImageDigest {
        let name = "\(ProjectImage(registry: registry, project: project).repository):\(UInt32.random(in: 0 ... .max))"
        try await docker.importImage(
            .file(path: ProbeImage.archive.get()), as: name,
            changes: [#"ENTRYPOINT ["/probe", "http", "80", "\#(text)"]"#, "LABEL name=\(name)"])
        return try #require(ImageDigest(try await docker.pushImage(name).digest))
    }

    /// A deployment whose image serves, as after a push.
    func deploy(_ project: Project, saying text: String = "hello") async throws -> Deployment {
        let digest = try await publishImage(for: project.id, saying: text)
        let queued = try await database.create(
            for: project.id, commit: Self.commit(), branch: .main, image: digest, by: project.owner)
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

    static func commit() -> CommitID {
        CommitID("a" + String((0..<39).map { _ in "0123456789abcdef".randomElement()! }))!
    }
}
