import DockerEngine
import Logging
import PlatformModel
import Testing

@testable import PackImageBuilder

extension WithBuildImages {
    /// What is left of builds that were cancelled or whose process died.
    struct SweepTests {
        private let engine = BuildFixture.engine

        /// Leaves all that a killed pack leaves, and then does not end.
        private static let leavings = """
            trap '' TERM
            mark=$(echo $NETWORK | cut -c 16-23)
            docker tag $PROBE pack.local/builder/$mark:latest
            docker run -d --label author=pack --network $NETWORK -v pack-app-$mark:/app -v pack-layers-$mark:/layers \
              -v keep-$mark:/keep pack.local/builder/$mark:latest stubborn >/dev/null
            echo ready $mark
            while :; do sleep 0.1; done
            """

        @Test func cancelledBuildLeavesNothing() async throws {
            let scene = try BuildScene(Self.leavings) { $0.limits.grace = .milliseconds(200) }
            let log = EventLog()
            let task = Task { () async -> BuildFailure? in
                do throws(BuildFailure) {
                    _ = try await scene.builder.build(scene.request, source: {}) { log.add($0) }
                    return nil
                } catch {
                    return error
                }
            }
            let mark = try await ready(log)
            #expect(try await volumes(mark) == ["keep-\(mark)", "pack-app-\(mark)", "pack-layers-\(mark)"])
            task.cancel()
            let failure = await task.value
            #expect(failure?.kind == .canceled)
            #expect(try await containers(scene) == 0)
            // The caches of a project are not pack's leavings.
            #expect(try await volumes(mark) == ["keep-\(mark)"])
            #expect(try await engine.hasImage("pack.local/builder/\(mark):latest") == false)
            try await engine.removeVolume("keep-\(mark)")
            try await scene.cleanUp()
        }

        @Test func deadBuildIsSweptAndRunningOnesAreNot() async throws {
            let scene = try BuildScene("exit 0")
            let network = BuildNetwork(engine: engine, configuration: scene.configuration, project: scene.project)
            try await network.ensure()
            try await network.ensure()
            var specification = ContainerSpecification(image: BuildFixture.probe)
            specification.config.labels = ["author": "pack"]
            specification.host.networkMode = network.name
            let mark = "pack-app-\(UInt32.random(in: 0 ... .max))"
            specification.host.mounts = [.volume(mark, at: "/app")]
            let id = try await engine.createContainer(specification)
            try await engine.startContainer(id)

            try await scene.builder.sweep(except: [scene.project])
            #expect(try await engine.inspectContainer(id).state.isRunning)
            // Another platform on the same daemon has its own sweep.
            let stranger = PackImageBuilder(
                PackBuilderConfiguration(platform: "another", bundledPack: "/x"), logger: Logger(label: "test"))
            try await stranger.sweep(except: [])
            #expect(try await engine.inspectContainer(id).state.isRunning)

            try await scene.builder.sweep(except: [])
            #expect(try await containers(scene) == 0)
            #expect(try await engine.listVolumes(DockerFilters(["name": [mark]])).isEmpty)
            #expect(try await engine.listNetworks(DockerFilters(["name": [network.name]])).isEmpty)
        }

        @Test func takenSubnetIsPassedOver() async throws {
            // Two subnets in all.
            let change: (inout PackBuilderConfiguration) -> Void = { $0.subnets = "10.215.64.32/27" }
            let scenes = try (0..<3).map { _ in try BuildScene("exit 0", change: change) }
            let networks = scenes.map {
                BuildNetwork(engine: engine, configuration: $0.configuration, project: $0.project)
            }
            try await networks[0].ensure()
            try await networks[1].ensure()
            let failure = await #expect(throws: BuildFailure.self) { try await networks[2].ensure() }
            #expect(failure?.message == "Build failed: no free subnet in 10.215.64.32/27 for the build's network")
            for scene in scenes { try await scene.cleanUp() }
        }

        @Test func foreignNetworkOfOurNameIsNotUsed() async throws {
            let scene = try BuildScene("exit 0")
            _ = try await engine.createNetwork(NetworkSpecification(name: scene.network, subnet: "10.215.65.0/28"))
            let failure = await scene.build().result.failure
            #expect(failure?.message.contains("network \(scene.network) exists and is not this platform's") == true)
            try await engine.removeNetwork(scene.network)
        }

        private func containers(_ scene: BuildScene) async throws -> Int {
            try await engine.listContainers(DockerFilters(["network": [scene.network]])).count
        }

        private func volumes(_ mark: String) async throws -> [String] {
            try await engine.listVolumes(DockerFilters(["name": [mark]])).map(\.name).sorted()
        }

        /// Waits until the script says that everything is there.
        private func ready(_ log: EventLog) async throws -> String {
            let deadline = ContinuousClock.now + .seconds(30)
            while ContinuousClock.now < deadline {
                for case .output(let line) in log.all where line.hasPrefix("ready ") {
                    return String(line.dropFirst(6))
                }
                try await Task.sleep(for: .milliseconds(10))
            }
            throw BuildFailure(.failed, stage: .build, message: "the script did not get ready: \(log.all)")
        }
    }
}
