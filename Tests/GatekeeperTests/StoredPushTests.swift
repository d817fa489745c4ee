import FoundationEssentials
import PlatformModel
import TestSupport
import Testing

@testable import Gatekeeper

/// Pushes that bring nothing to deploy, with the compiled hooks: no other program takes part.
@Suite(.serialized) struct StoredPushTests {
    @Test func otherBranchIsRecordedByTheGatekeeper() async throws {
        try await TestGatekeeper.with { gatekeeper in
            try gatekeeper.useCompiledHooks()
            let work = try await gatekeeper.workTree()
            let result = try await gatekeeper.push(["main:feature", "main:refs/tags/v1"], from: work)
            #expect(result.status.isSuccess, "\(result.errors)")
            #expect(
                result.errors.contains("remote:        branch \"feature\" stored, not deployed (deploy branch: main)"))
            #expect(result.errors.contains("remote:        tag \"v1\" stored, not deployed (deploy branch: main)"))
            let state = gatekeeper.authority.state.withLock { ($0.opened, $0.accepted, $0.asked) }
            #expect(state.0.map(\.project) == [gatekeeper.project.id])
            #expect(state.0.map(\.user) == [Sample.user])
            #expect(state.1 == state.0.map(\.id))
            #expect(state.2.isEmpty, "what the gatekeeper knows it does not ask the database")
            #expect(try gatekeeper.lockFiles().isEmpty)
        }
    }

    /// The hook then starts the program that does without the gatekeeper, which is not there in this test.
    @Test func hookWithoutAnAnswerFailsClosed() async throws {
        try await TestGatekeeper.with { gatekeeper in
            try gatekeeper.useCompiledHooks()
            let work = try await gatekeeper.workTree()
            gatekeeper.authority.state.withLock { $0.isRecordingUnavailable = true }
            let result = try await gatekeeper.push(["main:feature"], from: work)
            #expect(!result.status.isSuccess)
            #expect(result.errors.contains("Push refused: cannot start"), "\(result.errors)")
            let stored = try await gatekeeper.client.runGit(["for-each-ref"], in: gatekeeper.repository)
            #expect(stored.output.isEmpty)
        }
    }

    /// A process that knows the socket but no running push.
    @Test func pushThatNobodyStartedIsNotRecorded() async throws {
        try await TestGatekeeper.with { gatekeeper in
            for line in ["open \(PushID())\n", "accept \(PushID())\n", "open ../../etc\n", "\n", "x"] {
                let answer = try await gatekeeper.askReception(line)
                #expect(answer.isEmpty)
            }
            #expect(gatekeeper.authority.state.withLock { $0.opened.isEmpty && $0.accepted.isEmpty })
        }
    }
}
