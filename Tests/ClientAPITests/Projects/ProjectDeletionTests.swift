import CurlClient
import DockerEngine
import OCIRegistry
import PlatformModel
import TestSupport
import Testing

@testable import ClientAPI

/// Deleting a project removes application, images, caches, repository and rows: all of it, whatever dies in between.
@Suite struct ProjectDeletionTests {
    @Test func removesEverything() async throws {
        try await PlatformParts.run { parts in
            let project = try await self.project(in: parts)
            let deployment = try await parts.deploy(project)
            let digest = try #require(deployment.imageDigest)
            for cache in caches(of: project) { _ = try await parts.docker.createVolume(cache) }
            #expect(try await parts.containers(of: project.id).count == 1)

            try await parts.lifecycle().delete(project.id)

            #expect(try await parts.containers(of: project.id) == [])
            #expect(!parts.hasRepository(project.id))
            let registry = OCIRegistry(host: parts.registry, transport: CurlClient())
            #expect(try await registry.tags(of: "\(project.id)") == [])
            #expect(try await registry.manifestDigest("\(project.id)", "\(digest)") == nil)
            for cache in caches(of: project) {
                let error = await #expect(throws: DockerError.self) { try await parts.docker.inspectVolume(cache) }
                #expect(error?.code == .notFound)
            }
            #expect(try await parts.database.deployments(of: project.id, limit: 10) == [])
            let again = await #expect(throws: PlatformError.self) { try await parts.lifecycle().delete(project.id) }
            #expect(again?.code == .notFound)
        }
    }

    @Test func stopsWhatIsBeingBuilt() async throws {
        try await PlatformParts.run { parts in
            let project = try await self.project(in: parts)
            try await parts.withBuild(of: project) { _ in try await parts.lifecycle().delete(project.id) }
            #expect(!parts.hasRepository(project.id))
            #expect(try await parts.database.unsettledProjects() == [])
        }
    }

    @Test func goesOnByItselfWhenPomegranateIsBack() async throws {
        try await PlatformParts.run { parts in
            let project = try await self.project(in: parts)
            let error = await #expect(throws: PlatformError.self) {
                try await parts.lifecycle(pomegranate: PlatformParts.nobody).delete(project.id)
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("goes on by itself") == true)
            #expect(try await parts.database.projects(of: project.owner) == [])
            #expect(parts.hasRepository(project.id))
            try await parts.lifecycle().settle()
            #expect(!parts.hasRepository(project.id))
            #expect(try await parts.database.unsettledProjects() == [])
        }
    }

    enum Death: CaseIterable {
        case afterMark, afterApplication, afterImages, afterRepository
    }

    @Test(arguments: Death.allCases)
    func aDeletionThatWasCutOffIsFinished(_ death: Death) async throws {
        try await PlatformParts.run { parts in
            let project = try await self.project(in: parts)
            let digest = try await parts.publishImage(for: project.id)
            let lifecycle = parts.lifecycle()
            _ = try await parts.database.beginRemoval(of: project.id)
            if death != .afterMark { try await lifecycle.parts.engine.remove(project.id) }
            if [.afterImages, .afterRepository].contains(death) {
                try await lifecycle.parts.artifacts.removeArtifacts(
                    of: ProjectImage(registry: parts.registry, project: project.id), digests: [digest])
            }
            if death == .afterRepository { try await lifecycle.parts.repositories.deleteRepository(project.id) }

            try await lifecycle.settle()

            #expect(try await parts.database.unsettledProjects() == [])
            #expect(!parts.hasRepository(project.id))
            #expect(
                try await OCIRegistry(host: parts.registry, transport: CurlClient()).tags(of: "\(project.id)") == [])
            // The name is free.
            _ = try await lifecycle.create(project.name, owner: project.owner)
        }
    }

    private func project(in parts: PlatformParts) async throws -> Project {
        try await parts.lifecycle().create(ProjectName(parsing: "hello"), owner: try await parts.user().id)
    }

    private func caches(of project: Project) -> [String] {
        ["paastech-\(project.id)-build", "paastech-\(project.id)-launch"]
    }
}
