import PlatformModel
import Testing

@testable import DockerDeployment

/// Logs and statistics of running applications.
@Suite(.serialized) struct OutputTests {
    @Test func followersSeeTheNextDeploymentAndTheEnd() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let one = try await ApplicationImage.publish(["serve", "one"], for: project)
            let two = try await ApplicationImage.publish(["serve", "two"], for: project)
            try await platform.withEngine { engine in
                _ = try await events(of: engine.rollout(platform.specification(project, 1, image: one)))
                let past = try await engine.logs(of: project, tail: 10)
                #expect(past.map(\.text) == ["started serve"])
                #expect(past.map(\.stream) == [.output])
                var lines = engine.followLogs(of: project, tail: 10).makeAsyncIterator()
                #expect(try await lines.next()?.text == "started serve")
                _ = try await events(of: engine.rollout(platform.specification(project, 2, image: two)))
                #expect(try await lines.next()?.text == "started serve")
                try await engine.remove(project)
                while let line = try await lines.next() { #expect(line.sequence > 1) }
            }
        }
    }

    @Test func statisticsSumUpReplicas() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let image = try await ApplicationImage.publish(["serve", "two"], for: project)
            try await platform.withEngine { engine in
                await #expect(throws: PlatformError.self) { _ = try await engine.statistics(of: project) }
                _ = try await events(of: engine.rollout(platform.specification(project, 1, image: image, replicas: 2)))
                let statistics = try await engine.statistics(of: project)
                #expect(statistics.memoryLimit == 2 * 512 << 20)
                #expect(statistics.memoryUsage > 0 && statistics.memoryUsage < statistics.memoryLimit)
            }
        }
    }
}
