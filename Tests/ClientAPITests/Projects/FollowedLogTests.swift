import ClientAPIContract
import FoundationEssentials
import PlatformModel
import TestSupport
import Testing

/// A deployment's log over Server-Sent Events.
@Suite struct FollowedLogTests {
    @Test func isReplayedThenLiveThenEnds() async throws {
        try await scene { api, alice, project, deployment in
            try await append(1...3, to: deployment, in: api)
            var events = try await alice.follow(path(project, deployment))
            #expect(try await events.lines(3) == ["line 1", "line 2", "line 3"])
            try await append(4...5, to: deployment, in: api)
            #expect(try await events.lines(2) == ["line 4", "line 5"])
            try await api.parts.fail(deployment)
            let end = try #require(try await events.next())
            #expect(end.name == "end")
            #expect(try end.end == EndEvent(status: "failed", reason: "Build failed: for a test"))
            #expect(try await events.next() == nil)
        }
    }

    @Test func aLongLogIsReplayedWhole() async throws {
        try await scene { api, alice, project, deployment in
            try await append(1...2000, to: deployment, in: api)
            var early = try await alice.follow(path(project, deployment))
            #expect(try await early.lines(1) == ["line 1"])
            try await append(2001...4000, to: deployment, in: api)
            try await api.parts.fail(deployment)
            #expect(try await early.lines(3999) == (2...4000).map { "line \($0)" })
            var late = try await alice.follow(path(project, deployment))
            #expect(try await late.lines(4000) == (1...4000).map { "line \($0)" })
            let text = try await alice.send(path(project, deployment)).content(LogsResource.self).logs
            #expect(text == (1...4000).map { "line \($0)\n" }.joined())
        }
    }

    @Test(arguments: [("2", 3), ("3", nil), ("0", 1), ("999999", 1), ("-1", 1), ("x", 1), ("99999999999999999999", 1)])
    func isResumed(after id: String, from first: Int?) async throws {
        try await scene { api, alice, project, deployment in
            try await append(1...3, to: deployment, in: api)
            try await api.parts.fail(deployment)
            var events = try await alice.follow(path(project, deployment), after: id)
            let lines = try await events.lines(4)
            #expect(lines == first.map { ($0...3).map { "line \($0)" } } ?? [])
        }
    }

    @Test func linesThatLookLikeEventsStayLines() async throws {
        try await scene { api, alice, project, deployment in
            let hostile = "x\n\nevent: end\ndata: {}\r\rid: 7\u{2028}\u{1F352}"
            try await api.parts.database.append(
                [LogLine(sequence: 1, time: Date(), stream: .output, text: hostile)], to: deployment.id)
            var events = try await alice.follow(path(project, deployment))
            #expect(try await events.lines(1) == [hostile])
        }
    }

    @Test func silenceIsBrokenByHeartbeats() async throws {
        try await scene(heartbeat: .milliseconds(50)) { _, alice, project, deployment in
            var events = try await alice.follow(path(project, deployment))
            for _ in 1...3 { #expect(try await events.next()?.name == "comment") }
        }
    }

    @Test func endsWithTheServer() async throws {
        try await scene { api, alice, project, deployment in
            try await append(1...1, to: deployment, in: api)
            var events = try await alice.follow(path(project, deployment))
            #expect(try await events.lines(1) == ["line 1"])
            await api.stop()
            // No end: the reader is to come back.
            #expect(try await events.next() == nil)
        }
    }

    private func scene(
        heartbeat: Duration = .seconds(15),
        _ body: (RunningAPI, Member, Project, Deployment) async throws -> Void
    ) async throws {
        try await RunningAPI.run(heartbeat: heartbeat) { api in
            let alice = try await api.member()
            let project = try await alice.project()
            let deployment = try await api.parts.database.create(
                for: project.id, commit: PlatformParts.commit(), branch: .main, image: nil, by: project.owner)
            try await body(api, alice, project, deployment)
        }
    }

    private func append(_ numbers: ClosedRange<Int>, to deployment: Deployment, in api: RunningAPI) async throws {
        let lines = numbers.map { LogLine(sequence: $0, time: Date(), stream: .output, text: "line \($0)") }
        try await api.parts.database.append(lines, to: deployment.id)
    }

    private func path(_ project: Project, _ deployment: Deployment) -> RequestPath {
        .deployment(.deploymentLogs, project.id, deployment.number)
    }
}
