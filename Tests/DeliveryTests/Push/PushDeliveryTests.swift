import GitRepositories
import LinuxSystem
import PlatformModel
import TestSupport
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(2))) struct PushDeliveryTests {
    /// What post-receive shows for a push of these updates.
    private static func deliver(
        _ updates: [ReferenceUpdate], of push: PushID, in scenario: DeliveryScenario, executable: String = "/bin/false"
    ) async throws -> [String] {
        let lock = try #require(try FileLock.tryLock(scenario.configuration.locks.push(push)))
        defer { lock.close() }
        let environment = try PushEnvironment([
            "PAASTECH_PUSH_ID": "\(push)", "PAASTECH_PROJECT_ID": "\(scenario.project.id)",
            "PAASTECH_PROJECT_NAME": "hello", "PAASTECH_OWNER": "alice", "PAASTECH_USER_ID": "\(scenario.user.id)",
            "PAASTECH_USER": "alice", "PAASTECH_KEY_FINGERPRINT": "SHA256:" + String(repeating: "A", count: 43),
            "PAASTECH_DEPLOY_BRANCH": "main", "PAASTECH_PUSH_LOCK_FD": "9", "PAASTECH_DATABASE_URL": "unused",
            "PAASTECH_BUILDER": "paastech/builder:bookworm",
        ])
        let pipe = try Descriptor.pipe()
        let delivery = PushDelivery(
            environment: environment, pipeline: scenario.pipeline,
            launcher: DeploymentLauncher(executable: executable, environment: [:]), terminal: Terminal(pipe.writing))
        try await delivery.deliver(updates.flatMap(line), holding: lock, interruptions: AsyncStream { _ in })
        pipe.writing.close()
        let text = try await Tool.offPool { String(decoding: try pipe.reading.readAll(), as: UTF8.self) }
        return text.split(separator: "\n").map(String.init)
    }

    /// As git writes it to the hook.
    private static func line(_ update: ReferenceUpdate) -> [UInt8] {
        Array("\(update.old ?? .zero) \(update.new ?? .zero) \(update.name)\n".utf8)
    }

    private static func update(_ name: String, _ commit: CommitID) -> ReferenceUpdate {
        ReferenceUpdate(name: name, old: nil, new: commit.object)
    }

    @Test func theDeployBranchIsDeployedAndOthersAreStored() async throws {
        let scenario = try await DeliveryScenario()
        let push = PushID()
        let received = try await scenario.receive(try await scenario.commit(["index.html": "1"]), push: push)
        let lines = try await Self.deliver(
            [Self.update("refs/heads/main", received.commit), Self.update("refs/heads/x", received.commit)],
            of: push, in: scenario)
        #expect(lines.first == #"       branch "x" stored, not deployed (deploy branch: main)"#)
        #expect(lines.last?.hasPrefix("-----> Live: ") == true)
        #expect(try await scenario.row(received).status == .live)
    }

    @Test func noDeployStoresTheCommit() async throws {
        let scenario = try await DeliveryScenario()
        let push = PushID()
        let received = try await scenario.receive(
            try await scenario.commit(["index.html": "1"]), options: .noDeploy, push: push)
        let lines = try await Self.deliver(
            [Self.update("refs/heads/main", received.commit)], of: push, in: scenario)
        #expect(lines.first == "-----> PaaSTech: hello, main at \(received.commit.abbreviated) stored")
        #expect(try await scenario.row(received).status == .stored)
        #expect(try await scenario.tip() == received.commit)
        #expect(scenario.builder.requests.isEmpty)
    }

    /// That the child has the lock is tested with the real hook, in the acceptance tests.
    @Test func aDetachedDeploymentGoesOnElsewhere() async throws {
        let scenario = try await DeliveryScenario()
        let push = PushID()
        let received = try await scenario.receive(
            try await scenario.commit(["index.html": "1"]), options: .detach, push: push)
        // Stands in for the hook itself, which is not built here.
        let lines = try await Self.deliver(
            [Self.update("refs/heads/main", received.commit)], of: push, in: scenario,
            executable: "/usr/bin/true")
        #expect(lines.last?.hasPrefix("       accepted, it goes on in the background") == true)
        #expect(try await scenario.row(received).status == .received)
        #expect(scenario.builder.requests.isEmpty)
    }

    @Test func aDetachedDeploymentThatCannotStartStaysAttached() async throws {
        let scenario = try await DeliveryScenario()
        let push = PushID()
        let received = try await scenario.receive(
            try await scenario.commit(["index.html": "1"]), options: .detach, push: push)
        _ = try await Self.deliver(
            [Self.update("refs/heads/main", received.commit)], of: push, in: scenario,
            executable: "/nonexistent/post-receive")
        #expect(try await scenario.row(received).status == .live)
    }

    @Test func aPushThatWasRefusedIsNotDelivered() async throws {
        let scenario = try await DeliveryScenario()
        await #expect(throws: PlatformError.self) {
            _ = try await Self.deliver([], of: PushID(), in: scenario)
        }
    }
}
