import PlatformModel
import Testing

@testable import DockerDeployment

@Suite struct RolloutFeedTests {
    private let feed = RolloutFeed(
        RolloutSpecification(
            project: ProjectID(), deployment: DeploymentID(), number: 1, image: "i", environment: [:], hosts: ["a"],
            replicas: 1, deadline: .seconds(1)))

    @Test func readersGetEverythingWheneverTheyCome() async throws {
        let early = feed.events()
        feed.send(.progress("one"))
        let middle = feed.events()
        feed.send(.live)
        feed.finish(.success(()))
        let late = feed.events()
        for stream in [early, middle, late] {
            #expect(try await events(of: stream) == [.progress("one"), .live])
        }
    }

    @Test func failureReachesEveryReader() async throws {
        let early = feed.events()
        feed.finish(.failure(PlatformError(.unavailable, "docker is gone")))
        for stream in [early, feed.events()] {
            await #expect(throws: PlatformError.self) { _ = try await events(of: stream) }
        }
    }
}

@Suite struct ProjectLocksTests {
    @Test func workOfOneProjectNeverOverlaps() async throws {
        let locks = ProjectLocks()
        let project = ProjectID()
        let gauge = Gauge()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await locks.withLock(project) {
                        await gauge.enter()
                        await Task.yield()
                        await gauge.leave()
                    }
                }
            }
        }
        #expect(await gauge.most == 1)
        #expect(await gauge.entered == 50)
    }

    @Test func projectsDoNotWaitForEachOther() async throws {
        let locks = ProjectLocks()
        let (gate, open) = AsyncStream<Void>.makeStream()
        async let held: Void = locks.withLock(ProjectID()) { for await _ in gate { break } }
        await locks.withLock(ProjectID()) {}
        open.yield()
        await held
    }

    private actor Gauge {
        private var inside = 0
        private(set) var most = 0
        private(set) var entered = 0

        func enter() {
            inside += 1
            entered += 1
            most = max(most, inside)
        }

        func leave() { inside -= 1 }
    }
}
