import Foundation
import LinuxSystem
import TestSupport
import Testing

/// kill -9 at the named stages of a deployment. Each story has a platform of its own, because it breaks it.
@Suite(.serialized) struct ProcessesAreKilled {
    /// Where in its deployment a push is when somebody dies, told by its transcript.
    enum Stage: String, CaseIterable, CustomTestStringConvertible {
        case build = "===> DETECTING"
        case publish = "-----> Publishing"
        case rollout = "-----> Rolling out"

        var testDescription: String { rawValue }
    }

    @Test(arguments: Stage.allCases)
    func killedHookIsSettledAndTheOldVersionServes(_ stage: Stage) async throws {
        try await withDeployedSite { platform, alice, good in
            let push = try StartedPush(alice)
            try await push.reach(stage.rawValue)
            let hooks = try await hookProcesses(of: platform)
            #expect(!hooks.isEmpty)
            for hook in hooks { kill(hook, SIGKILL) }
            let status = try await push.end()
            #expect(status != nil, "git push hangs after its hook was killed")
            try await expectSettled(platform, alice, good, after: status)
        }
    }

    @Test(arguments: Stage.allCases)
    func killedPlatformIsSettledByTheNextStart(_ stage: Stage) async throws {
        try await withDeployedSite { platform, alice, good in
            let push = try StartedPush(alice)
            try await push.reach(stage.rawValue)
            try await platform.crash()
            _ = try await push.end()
            let restarted = try await RunningPlatform.start(dataDirectory: platform.dataDirectory)
            do {
                try await expectSettled(restarted, try await alice.moved(to: restarted), good, after: nil)
            } catch {
                try await restarted.stop()
                throw error
            }
            try await restarted.stop()
        }
    }

    @Test func killedDatabaseLosesNoPush() async throws {
        try await withDeployedSite { platform, alice, good in
            let push = try StartedPush(alice)
            try await push.reach(Stage.build.rawValue)
            let file = "\(platform.dataDirectory)/postgres/postmaster.pid"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let server = try #require(text.split(separator: "\n").first.flatMap { pid_t($0) })
            kill(server, SIGKILL)
            let status = try await push.end()
            #expect(status == .exited(0), "\(push.transcript)")
            #expect(try await alice.deployments().first?.status == "live")
            #expect(try await alice.branch() != good)
        }
    }

    // MARK: What every story holds against the platform

    /// The newest deployment is settled: either it serves and the branch names it, or the old one serves and the branch
    /// is back; nothing of the other is left, and the next push is a real one that goes live.
    private func expectSettled(
        _ platform: RunningPlatform, _ alice: Developer, _ good: String, after status: ChildProcess.ExitStatus?
    ) async throws {
        try await eventually("the deployment is settled", within: .seconds(90)) {
            let newest = try await alice.deployments().first
            return newest.map { ["live", "failed", "abandoned", "canceled"].contains($0.status) } ?? false
        }
        let newest = try #require(try await alice.deployments().first)
        #expect(newest.number == 2)
        if newest.status == "live" {
            #expect(try await alice.branch() == newest.commit)
        } else {
            #expect(status?.isSuccess != true)
            #expect(try await alice.branch() == good)
            #expect(try await alice.browse().body.contains("Hello"))
        }
        try await eventually("nothing is left", within: .seconds(120)) {
            let left = try await leftovers(of: platform)
            let running = try await runningContainers(of: alice)
            return left.isEmpty && running.count == 1
        }
        try alice.write("<p>after the crash</p>", to: "index.html")
        try await alice.commit("Go on")
        let push = try await alice.push("main")
        #expect(push.status == .exited(0), "\(push.errors)")
        #expect(try await alice.browse().body.contains("after the crash"))
    }

    private func withDeployedSite(
        _ body: (RunningPlatform, Developer, _ good: String) async throws -> Void
    ) async throws {
        let platform = try await RunningPlatform.start()
        let alice: Developer
        do {
            alice = try await Developer(on: platform, fixture: "static-site")
            #expect(try await alice.push("main").status == .exited(0))
            let good = try await alice.git("rev-parse", "HEAD")
            try alice.write("<p>the second version</p>", to: "index.html")
            try await alice.commit("Change the page")
            try await body(platform, alice, good)
        } catch {
            try? await platform.stop()
            throw error
        }
        if kill(platform.endpoints.pid, 0) == 0 { try await platform.stop() }
        try await removeContainers(of: platform)
        platform.removeFiles()
    }
}
