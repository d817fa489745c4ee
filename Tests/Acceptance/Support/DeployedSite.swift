import Foundation
import LinuxSystem
import Synchronization
import TestSupport
import Testing

/// A site that serves on a platform which is going to lose some of its processes.
final class DeployedSite: Sendable {
    @TaskLocal static var current: DeployedSite?

    private let state: Mutex<Developer>

    init(_ alice: Developer) {
        state = Mutex(alice)
    }

    /// Whose site it is; on another platform value after the platform was started again.
    var alice: Developer { state.withLock { $0 } }

    func move(to platform: any PlatformUnderTest) async throws {
        let moved = try await alice.moved(to: platform)
        state.withLock { $0 = moved }
    }

    /// The process that `paastechd up` keeps running under that name.
    func child(_ name: String) throws -> pid_t {
        let record = try String(contentsOfFile: "\(alice.platform.dataDirectory)/run/\(name).process", encoding: .utf8)
        return try #require(record.split(separator: " ").first.flatMap { pid_t($0) })
    }
}

/// Where in its deployment a push is when somebody dies, told by its transcript.
enum Stage: String, CaseIterable, CustomTestStringConvertible {
    case build = "===> DETECTING"
    case publish = "-----> Publishing"
    case rollout = "-----> Rolling out"

    var testDescription: String { rawValue }
}

extension DeployedSite {
    /// One push whose deployment loses a process at a stage, and everything that has to hold after that.
    ///
    /// - Parameters:
    ///   - isReachable: whether the site can be asked for all the time, because what brings its visitors to it lives on.
    ///   - kill: kills the process and brings it back.
    /// - Returns: the ended push's exit status and the settled deployment.
    func push(
        dyingAt stage: Stage, isReachable: Bool, by kill: () async throws -> Void
    ) async throws -> (status: ChildProcess.ExitStatus, deployment: DeploymentListing) {
        let before = try #require(try await alice.deployments().first)
        let good = try await alice.branch()
        let page = "<p>\(UUID())</p>"
        try alice.write(page, to: "index.html")
        let commit = try await alice.commit("Change the page")

        let watch = isReachable ? ServingWatch(alice) : nil
        let push = try StartedPush(alice)
        try await push.reach(stage.rawValue)
        try await kill()
        let status = try #require(try await push.end(), "git push hangs:\n\(push.transcript)")
        try await eventually("the deployment is settled", within: .seconds(60)) {
            let newest = try await alice.deployments().first
            return newest.map { ["live", "failed", "abandoned", "canceled"].contains($0.status) } ?? false
        }
        let newest = try #require(try await alice.deployments().first)
        #expect(newest.number == before.number + 1, "the push is lost")
        #expect(newest.commit == commit)
        if newest.status == "live" {
            #expect(try await alice.branch() == commit)
            #expect(try await alice.browse().body.contains(page))
        } else {
            #expect(!status.isSuccess, "\(push.transcript)")
            #expect(try await alice.branch() == good)
            #expect(try await !alice.browse().body.contains(page))
        }
        #expect(await watch?.end() ?? [] == [])
        try await expectNothingIsLeft()
        if newest.status != "live" { try await expectTheSamePushRetries(page) }
        return (status, newest)
    }

    private func expectNothingIsLeft() async throws {
        var left: [String] = []
        do {
            try await eventually("nothing is left", within: .seconds(60)) {
                left = try await leftovers(of: alice.platform)
                let running = try await runningContainers(of: alice)
                if running.count != 1 { left.append("\(running.count) containers of the application") }
                return left.isEmpty
            }
        } catch let error as NeverHappened {
            Issue.record("\(error): \(left.joined(separator: ", "))")
        }
    }

    /// The branch is back, so the same push is a real one.
    private func expectTheSamePushRetries(_ page: String) async throws {
        let push = try await alice.push("main")
        #expect(push.status == .exited(0), "\(push.errors)")
        #expect(try await alice.browse().body.contains(page))
    }
}
