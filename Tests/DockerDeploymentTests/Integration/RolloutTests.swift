import CurlClient
import DockerEngine
import PlatformModel
import Synchronization
import Testing

@testable import DockerDeployment

/// Rollouts on a real dockerd behind a real Traefik.
@Suite(.serialized) struct RolloutTests {
    @Test func firstRolloutServesUnderItsHost() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let image = try await ApplicationImage.publish(["serve", "one"], for: project)
            try await platform.withEngine { engine in
                let specification = platform.specification(
                    project, 1, image: image, environment: ["GREETING": "hello", "PORT": "9999"])
                let seen = try await events(of: engine.rollout(specification))
                #expect(seen.last == .live)
                #expect(seen.contains(.switched(drained: nil)))
                #expect(try await platform.text(of: project) == "one")
                let environment = try await platform.text("/environment", of: project)
                #expect(environment.contains("GREETING=hello\n"))
                #expect(environment.contains("PORT=80\n"))
                let serving = try await engine.serving(project)
                #expect(serving == ServingState(live: specification.deployment, rollingOut: nil))
                #expect(try await engine.status(of: [project]) == [project: .running])

                let container = try #require(try await platform.replicas(of: project).first)
                let details = try await platform.docker.inspectContainer(container.id)
                #expect(details.name == "/paastech-\(project)-1-1")
                #expect(details.host?.restartPolicy?.name == "unless-stopped")
                #expect(details.host?.memory == 512 << 20)
                #expect(details.host?.pidsLimit == 256)
                #expect(details.config?.labels?["traefik.enable"] == "false")
                #expect(
                    details.config?.labels?["traefik.http.routers.\(project).rule"]
                        == "Host(`\(Platform.host(of: project))`)")
                // Asked again, what is live stays as it is.
                #expect(try await events(of: engine.rollout(specification)) == [.live])
                #expect(try await platform.replicas(of: project).map(\.id) == [container.id])
            }
        }
    }

    @Test func rolloutsUnderLoadLoseNoRequest() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let images = [
                try await ApplicationImage.publish(["serve", "one"], for: project),
                try await ApplicationImage.publish(["serve", "two"], for: project),
            ]
            try await platform.withEngine { engine in
                _ = try await events(of: engine.rollout(platform.specification(project, 1, image: images[0])))
                let tally = Tally()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for client in 0..<6 {
                        group.addTask {
                            while !Task.isCancelled {
                                await tally.count { try await platform.get(client == 0 ? "/slow" : "/", of: project) }
                            }
                        }
                    }
                    for number in 2...5 {
                        let specification = platform.specification(
                            project, number, image: images[(number - 1) % 2], replicas: number % 2 + 1)
                        let seen = try await events(of: engine.rollout(specification))
                        #expect(seen.last == .live)
                        let text = try await platform.text(of: project)
                        #expect(text == ["one", "two"][(number - 1) % 2])
                    }
                    group.cancelAll()
                }
                #expect(tally.succeeded > 100)
                #expect(tally.failures.isEmpty)
                let numbers = try await platform.replicas(of: project).map(\.number)
                #expect(Set(numbers) == [5])
            }
        }
    }

    @Test func unhealthyVersionKeepsTheOldOneAndTellsItsLastWords() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let good = try await ApplicationImage.publish(["serve", "good"], for: project)
            let ends = try await ApplicationImage.publish(["exit", "7", "80"], for: project)
            let silent = try await ApplicationImage.publish(["silent"], for: project)
            try await platform.withEngine { engine in
                let first = platform.specification(project, 1, image: good)
                _ = try await events(of: engine.rollout(first))

                let started = ContinuousClock.now
                let ended = try await events(of: engine.rollout(platform.specification(project, 2, image: ends)))
                guard case .failed(let failure) = ended.last else {
                    Issue.record("a version that exits went live: \(ended)")
                    return
                }
                #expect(failure.reason == "the application exited with status 7 before it answered")
                #expect(failure.logTail.count == 50)
                #expect(failure.logTail.contains("line 80"))
                #expect(ContinuousClock.now - started < .seconds(25), "an early exit is told at once")

                let muted = try await events(
                    of: engine.rollout(platform.specification(project, 3, image: silent, deadline: .seconds(2))))
                #expect(
                    muted.last
                        == .failed(
                            RolloutFailure(
                                reason: "nothing answered on port 80 within 2 s", logTail: ["started silent"])))

                #expect(try await platform.text(of: project) == "good")
                #expect(try await platform.replicas(of: project).map(\.deployment) == [first.deployment])
            }
        }
    }

    @Test func imagesOwnHealthCheckDecides() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let check = "HEALTHCHECK --interval=1s --timeout=1s --retries=2 CMD [\"/application\", \"check\", \"%\"]"
            let healthy = try await ApplicationImage.publish(
                ["serve", "checked"], for: project, changes: [check.replacing("%", with: "/application")])
            let unhealthy = try await ApplicationImage.publish(
                ["serve", "never"], for: project, changes: [check.replacing("%", with: "/missing")])
            try await platform.withEngine { engine in
                let first = try await events(of: engine.rollout(platform.specification(project, 1, image: healthy)))
                #expect(first.last == .live)
                let second = try await events(of: engine.rollout(platform.specification(project, 2, image: unhealthy)))
                guard case .failed(let failure) = second.last else {
                    Issue.record("an unhealthy version went live: \(second)")
                    return
                }
                #expect(failure.reason.hasPrefix("the image's health check failed"))
                #expect(try await platform.text(of: project) == "checked")
            }
        }
    }

    @Test func callersOfOneDeploymentShareItsRollout() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let image = try await ApplicationImage.publish(["serve", "shared"], for: project)
            try await platform.withEngine { engine in
                let specification = platform.specification(project, 1, image: image)
                async let first = events(of: engine.rollout(specification))
                async let second = events(of: engine.rollout(specification))
                let (one, two) = try await (first, second)
                #expect(one.last == .live)
                #expect(two.last == .live)
                #expect(try await platform.replicas(of: project).count == 1)
            }
        }
    }

    @Test func missingImageFailsTheRolloutOnly() async throws {
        try await Platform.run { platform in
            let project = ProjectID()
            let image = try await ApplicationImage.publish(["serve", "x"], for: project)
            let missing = image.prefix { $0 != "@" } + "@sha256:" + String(repeating: "0", count: 64)
            try await platform.withEngine { engine in
                let seen = try await events(
                    of: engine.rollout(platform.specification(project, 1, image: String(missing))))
                guard case .failed(let failure) = seen.last else {
                    Issue.record("\(seen)")
                    return
                }
                #expect(failure.reason.hasPrefix("cannot pull \(missing): "))
                #expect(try await engine.status(of: [project]) == [project: .unknown])
            }
        }
    }
}

/// Counts what clients got.
final class Tally: Sendable {
    private let state = Mutex((succeeded: 0, failures: [String]()))

    var succeeded: Int { state.withLock { $0.succeeded } }
    var failures: [String] { state.withLock { $0.failures } }

    func count(_ request: () async throws -> CollectedResponse) async {
        do {
            let status = try await request().status
            state.withLock { if status == 200 { $0.succeeded += 1 } else { $0.failures.append("status \(status)") } }
        } catch {
            // The test's own end cancels what is under way.
            if !Task.isCancelled { state.withLock { $0.failures.append("\(error)") } }
        }
    }
}
