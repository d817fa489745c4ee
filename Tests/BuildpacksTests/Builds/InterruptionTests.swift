import DockerEngine
import FoundationEssentials
import Glibc
import LinuxSystem
import TestSupport
import Testing

extension Builds {
    /// An interrupted build leaves nothing behind.
    @Suite struct Interruptions {
        private func leftovers() async throws -> [String] {
            let engine = DockerEngine()
            let containers = try await engine.listContainers(
                .label("io.buildpacks.builder", FixtureBuilder.name)
            ).map(\.id)
            let mine = try FileManager.default.contentsOfDirectory(atPath: "/tmp").filter {
                $0.hasPrefix("paastech-pack")
            }
            return containers + mine
        }

        @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
        func aSignalLeavesNothing(signal: CInt) async throws {
            try await BuildScene.with(["a": "a"]) { scene in
                let before = try await Set(leftovers())
                let output = try Descriptor.pipe()
                let command = try FixtureBuilder.command(
                    scene.buildArguments + [
                        "--publish", "--buildpack", "test/hostile", "--env", "BP_HOSTILE=endless",
                        "--cache", "type=build;format=volume;name=\(scene.volume)",
                    ])
                let process = try ChildProcess(
                    command, descriptors: [1: output.writing.rawValue, 2: output.writing.rawValue])
                output.writing.close()
                try await eventually("the build has a container") {
                    try await !Set(leftovers()).subtracting(before).isEmpty
                }
                process.signal(signal)
                let text = try await Tool.offPool { String(decoding: try output.reading.readAll(), as: UTF8.self) }
                let status = try await Tool.offPool { process.wait() }
                #expect(status == .exited(1))
                #expect(text.hasSuffix("ERROR: failed to build: the build was interrupted\n"), "\(text)")
                #expect(try await Set(leftovers()).subtracting(before).isEmpty)
                // The cache volume was made for this build and holds nothing.
                let volumes = try await FixtureBuilder.docker("volume", "ls", "-q", "--filter", "name=\(scene.volume)")
                #expect(volumes.output.isEmpty)
                let networks = try await FixtureBuilder.docker("network", "ls", "--filter", "label=author=pack", "-q")
                #expect(networks.output.isEmpty)
            }
        }
    }
}
