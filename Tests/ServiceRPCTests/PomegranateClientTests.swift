import Foundation
import PlatformModel
import TestSupport
import Testing

@testable import ServiceRPC

/// Client and server over a real socket: what goes in on one side comes out on the other.
@Suite struct PomegranateClientTests {
    private let project = ProjectID()

    private var specification: RolloutSpecification {
        RolloutSpecification(
            project: project, deployment: DeploymentID(), number: 12,
            image: "127.0.0.1:5000/\(project)@\(ClassicDeployment.digest)", environment: ["A": "1", "B": ""],
            hosts: ["one.example", "two.example"], replicas: 3, deadline: .milliseconds(61_500))
    }

    @Test func rolloutsAndTheirEventsCrossUnchanged() async throws {
        let sent: [RolloutEvent] = [
            .progress("pulling x"), .replicaHealthy(replica: 2, after: .microseconds(812_345)), .switched(drained: 11),
            .switched(drained: nil), .live, .failed(RolloutFailure(reason: "no", logTail: ["a", ""])),
        ]
        let engine = RecordedEngine(.init(events: sent))
        let specification = specification
        try await withServer(engine) { endpoint, _ in
            var seen: [RolloutEvent] = []
            for try await event in PomegranateClient(endpoint: endpoint).rollout(specification) { seen.append(event) }
            #expect(seen == sent)
        }
        #expect(engine.rollouts == [specification])
    }

    @Test func callsCrossUnchanged() async throws {
        var script = RecordedEngine.Script()
        script.serving = ServingState(live: DeploymentID(), rollingOut: nil)
        script.statistics = ApplicationStatistics(cpuUsage: 12.5, memoryUsage: 1 << 40, memoryLimit: 1 << 41)
        script.statuses = [project: .starting]
        script.lines = [
            LogLine(sequence: 1, time: Date(timeIntervalSince1970: 1_700_000_000.25), stream: .error, text: "é\tx"),
            LogLine(sequence: 2, time: Date(timeIntervalSince1970: 1_700_000_001), stream: .platform, text: ""),
        ]
        let (engine, project, told) = (RecordedEngine(script), project, script)
        try await withServer(engine) { endpoint, _ in
            let client = PomegranateClient(endpoint: endpoint)
            #expect(try await client.serving(project) == told.serving)
            #expect(try await client.statistics(of: project) == told.statistics)
            let other = ProjectID()
            #expect(try await client.status(of: [project, other]) == [project: .starting, other: .unknown])
            #expect(try await client.logs(of: project, tail: 7) == told.lines)
            var followed: [LogLine] = []
            for try await line in client.followLogs(of: project, tail: 8) { followed.append(line) }
            #expect(followed == told.lines)
            try await client.stop(project)
            try await client.remove(project)
            try await client.deleteImage("r:5000/\(project)@\(ClassicDeployment.digest)")
        }
        #expect(engine.calls.contains("logs \(project) 7"))
        #expect(engine.calls.contains("followLogs \(project) 8"))
        #expect(
            engine.calls.suffix(3) == [
                "stop \(project)", "remove \(project)",
                "deleteImage r:5000/\(project)@\(ClassicDeployment.digest)",
            ])
    }

    @Test(
        arguments: [
            PlatformError.Code.invalid, .notFound, .alreadyExists, .forbidden, .conflict, .unavailable,
            .deadlineExceeded, .canceled, .internalError,
        ])
    func errorsCrossWithCodeAndMessage(code: PlatformError.Code) async throws {
        let engine = RecordedEngine(.init(events: [], error: PlatformError(code, "because of that")))
        let (project, specification) = (project, specification)
        try await withServer(engine) { endpoint, _ in
            let client = PomegranateClient(endpoint: endpoint)
            let call = await #expect(throws: PlatformError.self) { try await client.stop(project) }
            #expect(call?.code == code)
            #expect(call?.message == "because of that")
            let stream = await #expect(throws: PlatformError.self) {
                for try await _ in client.rollout(specification) {}
            }
            #expect(stream?.code == code)
        }
    }

    @Test func absentServiceIsUnavailableAtOnce() async throws {
        let client = PomegranateClient(endpoint: .unixSocket(path: "/tmp/nobody-\(UUID()).sock"))
        let started = ContinuousClock.now
        let specification = specification
        let error = await #expect(throws: PlatformError.self) {
            for try await _ in client.rollout(specification) {}
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("is it running?") == true)
        #expect(ContinuousClock.now - started < .seconds(10))
    }

    @Test func shutdownEndsFollowers() async throws {
        let line = LogLine(sequence: 1, time: .now, stream: .output, text: "x")
        let followed = RecordedEngine(.init(isEndless: true, lines: [line]))
        let project = project
        try await withServer(followed) { endpoint, group in
            var lines = PomegranateClient(endpoint: endpoint).followLogs(of: project, tail: 1).makeAsyncIterator()
            let first = try await lines.next()
            #expect(first?.text == "x")
            await group.triggerGracefulShutdown()
            // Whatever ends it, it ends; before the shutdown it would have gone on for ever.
            _ = try? await lines.next()
        }
    }

    @Test func aQuietLogIsLetGoWhenItsReaderLeaves() async throws {
        let line = LogLine(sequence: 1, time: .now, stream: .output, text: "x")
        let followed = RecordedEngine(.init(isEndless: true, lines: [line]))
        let project = project
        try await withServer(followed) { endpoint, _ in
            for try await _ in PomegranateClient(endpoint: endpoint).followLogs(of: project, tail: 1) { break }
            try await eventually("the engine's stream ends") { followed.calls.contains("end of followLogs \(project)") }
        }
    }
}
