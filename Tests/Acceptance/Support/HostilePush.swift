import Foundation
import LinuxSystem
import TestSupport
import Testing

extension Developer {
    /// Pushes a commit of a repository that no well-behaved git made.
    func push(_ commit: String, from scratch: ScratchGit) async throws -> Tool.Result {
        try await ssh.runGit(
            ["push", remote, "\(commit):refs/heads/main"], in: scratch.repository, within: .seconds(300))
    }

    /// Speaks receive-pack's protocol by hand: one command that creates `main`, then these bytes as the pack.
    func send(pack: Data, for commit: String) async throws -> Tool.Result {
        let zero = String(repeating: "0", count: 40)
        let command = "\(zero) \(commit) refs/heads/main\0 report-status"
        let length = String(command.utf8.count + 4, radix: 16)
        let line = String(repeating: "0", count: 4 - length.count) + length + command
        let file = directory.file("request")
        try (Data("\(line)0000".utf8) + pack).write(to: URL(fileURLWithPath: file))
        let input = try Descriptor.open(file, flags: O_RDONLY)
        return try await Tool.run(ssh.command("git-receive-pack '\(project)'"), descriptors: [0: input])
    }

    /// Holds against the platform that a refused push has left no object, branch or row, and no process or container.
    func expectNothingStored() async throws {
        #expect(try await branch() == nil)
        #expect(try await deployments().isEmpty)
        let objects = try await repositoryOnTheServer() + "/objects"
        let manager = FileManager.default
        #expect(try manager.contentsOfDirectory(atPath: objects).sorted() == ["info", "pack"])
        #expect(try manager.contentsOfDirectory(atPath: "\(objects)/pack").isEmpty)
        try await expectNothingRuns()
    }

    /// Holds against the platform that no push is under way any more.
    func expectNothingRuns() async throws {
        let repository = try await repositoryOnTheServer()
        let platform = platform
        try await eventually("nothing of the push is left", within: .seconds(30)) {
            let locks = try FileManager.default.contentsOfDirectory(atPath: "\(platform.dataDirectory)/locks/pushes")
            let left = try await leftovers(of: platform)
            return locks.isEmpty && left.isEmpty && Self.processes(in: repository).isEmpty
        }
        let unfinished = ["received", "queued", "building", "publishing", "rolling_out"]
        #expect(try await deployments().filter { unfinished.contains($0.status) }.isEmpty)
    }

    func repositoryOnTheServer() async throws -> String {
        "\(platform.dataDirectory)/repositories/\(try await projectListing().id).git"
    }

    /// receive-pack and what it starts work in the repository's directory.
    private static func processes(in directory: String) -> [String] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { process in
            let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")
            return place == directory
        }
    }
}

/// The platform's own failure lines in what a terminal showed, without what git puts before them.
func failureLines(in text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map { line in
        (line.hasPrefix("remote: ") ? String(line.dropFirst("remote: ".count)) : String(line))
            .trimmingCharacters(in: .whitespaces)
    }.filter { $0.hasPrefix("!     ") }.map { String($0.dropFirst("!     ".count)) }
}
