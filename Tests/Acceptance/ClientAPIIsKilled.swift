import Foundation
import LinuxSystem
import TestSupport
import Testing

/// kill -9 of the client API between the first and the last step of a creation and of a deletion.
///
/// The git controller and Pomegranate are stopped meanwhile, so that the API certainly waits for them when it dies.
@Suite(.serialized) struct ClientAPIIsKilled {
    @Test func inTheMiddleOfACreation() async throws {
        try await scene { platform, account in
            try await dying(platform, account, at: "creating") { try $0.begin("POST", "/projects", ["name": "hello"]) }
            // The next start finds what was begun, and makes it whole.
            let port = try LoopbackPort.free()
            let restarted = try await StandaloneAPI(of: platform, port: port)
            var account = account
            account.api = "127.0.0.1:\(port)"
            try await eventually("the project is whole", within: .seconds(60)) {
                try await states(of: platform, account) == ["active"]
            }
            let projects = try await account.send("GET", "/projects/my", expecting: 200) as? [[String: Any]]
            let id = try #require(projects?.first?["id"] as? String)
            #expect(hasRepository(id, on: platform))
            try await account.send("DELETE", "/projects/\(id)", expecting: 200)
            restarted.kill()
        }
    }

    @Test func inTheMiddleOfADeletion() async throws {
        try await scene { platform, account in
            let developer = try await Developer(on: platform, account: account, fixture: "static-site")
            #expect(try await developer.push("main").status == .exited(0))
            let id = try await developer.projectListing().id
            try await dying(platform, account, at: "deleting") { try $0.begin("DELETE", "/projects/\(id)") }
            #expect(hasRepository(id, on: platform))

            let port = try LoopbackPort.free()
            let restarted = try await StandaloneAPI(of: platform, port: port)
            try await eventually("the project is gone", within: .seconds(60)) {
                try await states(of: platform, account) == []
            }
            #expect(!hasRepository(id, on: platform))
            #expect(try await developer.browse().status != 200)
            let containers = try await Tool.run(
                ChildCommand(
                    executable: "/usr/bin/env",
                    arguments: ["docker", "ps", "--all", "--quiet", "--filter", "label=paastech.project=\(id)"],
                    environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]))
            #expect(containers.status == .exited(0))
            #expect(containers.output == "")
            var account = account
            account.api = "127.0.0.1:\(port)"
            try await account.send("POST", "/projects", ["name": "hello"], expecting: 201)
            restarted.kill()
        }
    }

    /// Lets a request get as far as a state of the project's row, and kills the API that answers it.
    private func dying(
        _ platform: RunningPlatform, _ account: HTTPAccount, at state: String,
        _ request: (HTTPAccount) throws -> ChildProcess
    ) async throws {
        let port = try LoopbackPort.free()
        let api = try await StandaloneAPI(of: platform, port: port)
        var account = account
        account.api = "127.0.0.1:\(port)"
        platform.signal(SIGSTOP)
        defer { platform.signal(SIGCONT) }
        let curl = try request(account)
        try await eventually("the request is half done", within: .seconds(20)) {
            try await states(of: platform, account) == [state]
        }
        api.kill()
        #expect(try await Tool.offPool { curl.wait(milliseconds: 20_000) } != nil, "the request outlives its server")
        #expect(try await states(of: platform, account) == [state])
    }

    /// Of the account's projects, as their rows have them.
    private func states(of platform: RunningPlatform, _ account: HTTPAccount) async throws -> [String] {
        let query =
            "SELECT p.state FROM projects p JOIN users u ON u.id = p.owner_id WHERE u.username = '\(account.user)'"
        let result = try await Tool.run(
            ChildCommand(
                executable: "/usr/bin/psql",
                arguments: [
                    "--no-psqlrc", "--tuples-only", "--no-align", "--command", query, platform.endpoints.database,
                ],
                environment: ["PATH": "/usr/bin:/bin"]))
        guard result.status.isSuccess else { throw RunningPlatform.Failure(description: result.errors) }
        return result.output.split(separator: "\n").map(String.init)
    }

    private func hasRepository(_ project: String, on platform: RunningPlatform) -> Bool {
        FileManager.default.fileExists(atPath: "\(platform.dataDirectory)/repositories/\(project).git")
    }

    private func scene(_ body: (RunningPlatform, HTTPAccount) async throws -> Void) async throws {
        let platform = try await RunningPlatform.start()
        do {
            try await body(platform, try await HTTPAccount(on: platform))
        } catch {
            try? await platform.stop()
            throw error
        }
        try await platform.stop()
        try await removeContainers(of: platform)
        platform.removeFiles()
    }
}
