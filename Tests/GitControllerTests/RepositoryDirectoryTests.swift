import FoundationEssentials
import GitRepositories
import Glibc
import PlatformModel
import TestSupport
import Testing

@testable import GitController

@Suite("The directory of repositories")
struct RepositoryDirectoryTests {
    private let data: TemporaryDirectory
    private let directory: RepositoryDirectory

    init() throws {
        data = try TemporaryDirectory("git-controller")
        directory = RepositoryDirectory(path: data.file("repositories"))
        try directory.prepare()
    }

    private func names(_ path: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path + path).sorted()
    }

    private func code(_ body: () throws -> Void) -> PlatformError.Code? {
        #expect(throws: PlatformError.self, performing: body)?.code
    }

    @Test("a repository is made by id, with HEAD at main, and nothing is left beside it")
    func create() throws {
        let project = ProjectID()
        try directory.create(project)
        #expect(try names() == [".trash", "\(project).git"])
        #expect(try names("/.trash") == [])
        let repository = directory.repository(of: project)
        #expect(
            try String(contentsOf: URL(filePath: repository + "/HEAD"), encoding: .utf8) == "ref: refs/heads/main\n")
        #expect(try GitRepository.open(at: repository).references() == [])
    }

    @Test("what has the name already is left alone", arguments: ["repository", "file", "link", "directory"])
    func exists(kind: String) throws {
        let project = ProjectID()
        let path = directory.repository(of: project)
        switch kind {
        case "repository": try directory.create(project)
        case "file": try Data("mine".utf8).write(to: URL(filePath: path))
        case "link": #expect(symlink(data.path, path) == 0)
        default: #expect(mkdir(path, 0o700) == 0)
        }
        let before = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        #expect(code { try directory.create(project) } == .alreadyExists)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date == before)
        #expect(try names("/.trash") == [])
    }

    @Test("a deleted repository is out of sight at once, and can be made again")
    func delete() throws {
        let project = ProjectID()
        try directory.create(project)
        let grave = try directory.discard(project)
        #expect(try names() == [".trash"])
        #expect(code { _ = try directory.discard(project) } == .notFound)
        try directory.create(project)
        try directory.remove(grave)
        #expect(try names() == [".trash", "\(project).git"])
        #expect(try names("/.trash") == [])
    }

    @Test("DeletionFollowsALink: only the link goes")
    func linkOut() throws {
        let project = ProjectID()
        let outside = data.file("outside")
        #expect(mkdir(outside, 0o700) == 0)
        try Data("precious".utf8).write(to: URL(filePath: outside + "/file"))
        #expect(symlink(outside, directory.repository(of: project)) == 0)
        try directory.remove(directory.discard(project))
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside) == ["file"])
        try directory.create(project)
        #expect(symlink(outside, directory.repository(of: project) + "/objects/link") == 0)
        try directory.remove(directory.discard(project))
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside) == ["file"])
        #expect(try names() == [".trash"])
    }

    @Test("what an earlier process left half made or half removed goes at the start, repositories stay")
    func leftovers() throws {
        let (kept, deleted) = (ProjectID(), ProjectID())
        try directory.create(kept)
        try directory.create(deleted)
        _ = try directory.discard(deleted)
        try Data("draft".utf8).write(to: URL(filePath: directory.path + "/.trash/new-x"))
        #expect(try names("/.trash").count == 2)
        try RepositoryDirectory(path: directory.path).prepare()
        #expect(try names() == [".trash", "\(kept).git"])
        #expect(try names("/.trash") == [])
    }

    @Test("of many who create the same repository one succeeds")
    func race() async throws {
        let project = ProjectID()
        let directory = directory
        let results = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await Tool.offPool {
                        do throws(PlatformError) { try directory.create(project) } catch {
                            guard error.code == .alreadyExists else { throw error }
                            return false
                        }
                        return true
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { $0 } == 1)
        #expect(try names("/.trash") == [])
        #expect(try GitRepository.open(at: directory.repository(of: project)).references() == [])
    }

    @Test("a directory that cannot be had is named")
    func unusable() throws {
        try Data().write(to: URL(filePath: data.file("file")))
        for path in [data.file("file/x"), data.file("missing/x")] {
            let error = #expect(throws: PlatformError.self) { try RepositoryDirectory(path: path).prepare() }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains(path) == true)
        }
    }
}
