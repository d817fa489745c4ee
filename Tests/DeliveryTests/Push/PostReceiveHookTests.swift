import FoundationEssentials
import Glibc
import LinuxSystem
import PlatformModel
import TestSupport
import Testing

@testable import Delivery

/// The compiled hook under a real `git push`: how it lives, whoever dies around it.
@Suite("post-receive under git push", .timeLimit(.minutes(3))) struct PostReceiveHookTests {
    /// What the pusher sees of the hooks, without git's own words.
    private static func shown(_ errors: String) -> [String] {
        errors.split(separator: "\n").filter { $0.hasPrefix("remote: ") }.map { line in
            var text = line.dropFirst("remote: ".count)
            while text.last?.isWhitespace == true { text.removeLast() }
            return String(text)
        }
    }

    @Test func aBuildThatCannotRunMovesTheBranchBack() async throws {
        let project = try await HookedProject()
        let result = try await project.run(try await project.command("1"))
        let lines = Self.shown(result.errors)
        let row = try await project.deployment()
        #expect(lines.first == "-----> PaaSTech: hello, main at \(row.commit.abbreviated), deployment 1")
        #expect(lines.contains(" !     Registry 127.0.0.1:1 is unreachable: connection refused"), "\(result.errors)")
        #expect(lines.contains(" !     hello has no live deployment yet; main is removed again; push again to retry"))
        #expect(row.status == .failed)
        #expect(try await project.scenario.tip() == nil)
        project.letGo()
        #expect(try !project.isWorkedOn())
    }

    @Test func noDeployOnlyStores() async throws {
        let project = try await HookedProject()
        let result = try await project.run(try await project.command("1", options: ["-o", "no-deploy"]))
        let row = try await project.deployment()
        #expect(row.status == .stored)
        #expect(
            Self.shown(result.errors) == [
                "-----> PaaSTech: hello, main at \(row.commit.abbreviated) stored",
                "       not deployed, as asked (no-deploy); deploy it with: paastech redeploy",
            ])
        #expect(try await project.scenario.tip() == row.commit)
    }

    /// The push returns while the deployment waits; its own process holds the push's lock and nothing of the terminal.
    @Test func aDetachedDeploymentOutlivesItsPush() async throws {
        let project = try await HookedProject()
        let locks = project.scenario.configuration.locks
        let busy = try #require(try FileLock.tryLock(locks.project(project.scenario.project.id)))
        let result = try await project.run(try await project.command("1", options: ["-o", "detach"]))
        #expect(result.status.isSuccess)
        #expect(Self.shown(result.errors).last?.contains("accepted, it goes on in the background") == true)
        project.letGo()
        #expect(try project.isWorkedOn())
        try await project.scenario.sweeper.sweep()
        let waiting = try await project.scenario.wait(try await project.deployment()) { $0.status == .queued }
        busy.close()
        let ended = try await project.scenario.wait(waiting) { !$0.status.isUnfinished }
        #expect(ended.status == .failed)
    }

    /// Ctrl-C of a reader that nobody noticed, or a gatekeeper that was killed: the hook finishes alone.
    @Test func theHookFinishesWhenEverybodyElseIsKilled() async throws {
        let project = try await HookedProject()
        let locks = project.scenario.configuration.locks
        let busy = try #require(try FileLock.tryLock(locks.project(project.scenario.project.id)))
        var command = try await project.command("1")
        command.group = .new
        let pusher = try ChildProcess(command, descriptors: project.descriptors.mapValues(\.rawValue))
        project.letGo()
        let waiting = try await project.waitForDeployment { $0.status == .queued }
        pusher.signalGroup(SIGKILL)
        #expect(pusher.wait() == .signaled(SIGKILL))
        #expect(try project.isWorkedOn())
        busy.close()
        let ended = try await project.scenario.wait(waiting) { !$0.status.isUnfinished }
        #expect(ended.status == .failed)
        #expect(ended.reason == "Registry 127.0.0.1:1 is unreachable: connection refused")
        let log = try await project.scenario.database.log(of: ended.id, after: 0, limit: 100)
        #expect(log.contains { $0.text.hasPrefix(" !     ") })
    }

    /// kill -9 of the hook: its lock dies with it, and the sweep settles what it left.
    @Test func aKilledHookIsSettledByTheSweep() async throws {
        let project = try await HookedProject()
        let locks = project.scenario.configuration.locks
        let busy = try #require(try FileLock.tryLock(locks.project(project.scenario.project.id)))
        let command = try await project.command("1")
        async let pushed = project.run(command)
        _ = try await project.waitForDeployment { $0.status == .queued }
        let hooks = project.hookProcesses()
        #expect(hooks.count == 1)
        for hook in hooks { kill(hook, SIGKILL) }
        _ = try await pushed
        busy.close()
        project.letGo()
        #expect(try !project.isWorkedOn())
        try await project.scenario.sweeper.sweep(project.scenario.project)
        let row = try await project.deployment()
        #expect(row.status == .abandoned)
        #expect(try await project.scenario.tip() == nil)
    }

    /// SIGTERM cancels what has not begun to roll out.
    @Test func terminationCancelsTheDeployment() async throws {
        let project = try await HookedProject()
        let locks = project.scenario.configuration.locks
        let busy = try #require(try FileLock.tryLock(locks.project(project.scenario.project.id)))
        defer { busy.close() }
        let command = try await project.command("1")
        async let pushed = project.run(command)
        _ = try await project.waitForDeployment { $0.status == .queued }
        for hook in project.hookProcesses() { kill(hook, SIGTERM) }
        let lines = Self.shown(try await pushed.errors)
        #expect(lines.contains(" !     Canceled: the platform was asked to stop"))
        #expect(try await project.deployment().status == .canceled)
    }
}

extension HookedProject {
    /// Waits until the push has a deployment in some state.
    func waitForDeployment(_ condition: @Sendable (Deployment) -> Bool) async throws -> Deployment {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let newest = try await scenario.database.deployments(of: scenario.project.id, limit: 1).first
            if let newest, condition(newest) { return newest }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw PlatformError(.deadlineExceeded, "the push did not get there in 30 s")
    }
}
