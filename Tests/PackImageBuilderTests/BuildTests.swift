import CurlClient
import DockerEngine
import OCIRegistry
import PlatformModel
import Testing

@testable import PackImageBuilder

extension WithBuildImages {
    /// Whole builds, from request to what is in the registry.
    struct BuildTests {
        private let engine = BuildFixture.engine

        @Test func imageIsBuiltPublishedAndReported() async throws {
            let scene = try BuildScene(
                """
                echo "===> DETECTING"; echo "[detector] a/b 1.0.0"; echo "===> BUILDING"
                echo "to stderr" >&2
                docker tag $PROBE $IMAGE && docker tag $PROBE $TAG
                """)
            let (result, events) = await scene.build()
            let built = try result.get()
            #expect(built.builder == BuildFixture.builder)
            let tagged = scene.request.image.tagged(scene.request.commit)
            #expect(events.first == .started(tool: "pack 0.39.1"))
            for line in ["===> DETECTING", "a/b 1.0.0", "===> BUILDING", "to stderr"] {
                #expect(events.contains(.output(line)))
            }
            let publishing = try #require(events.firstIndex(of: .publishing(tagged)))
            #expect(publishing == events.count - 2)
            // Whether the registry knows the layer already depends on the tests beside this one.
            guard case .published(let summary)? = events.last else { return }
            #expect(summary.contains(" of 1 layers new"))
            #expect(summary.hasSuffix("  \(built.digest.abbreviated)…"))
            let registry = OCIRegistry(host: BuildFixture.registry, transport: CurlClient())
            for tag in [scene.request.commit.tag, "latest"] {
                let digest = try await registry.manifestDigest(scene.project.description, tag)
                #expect(digest?.description == built.digest.description)
            }
            try await scene.cleanUp()
        }

        @Test func limitsAreOnEveryContainerOfTheBuild() async throws {
            let scene = try BuildScene(
                """
                for n in 1 2; do
                  id=$(docker run -d --label author=pack --network $NETWORK $PROBE wait)
                  for try in $(seq 100); do
                    limits=$(docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}' $id)
                    [ "$limits" = "134217728 500000000 100" ] && break
                    sleep 0.1
                  done
                  echo "limits $limits"
                  docker rm -f $id >/dev/null
                done
                docker tag $PROBE $IMAGE && docker tag $PROBE $TAG
                """
            ) {
                $0.limits.memory = 128 << 20
                $0.limits.cpus = 0.5
                $0.limits.processes = 100
            }
            let (result, events) = await scene.build()
            _ = try result.get()
            #expect(events.count { $0 == .output("limits 134217728 500000000 100") } == 2)
            try await scene.cleanUp()
        }

        @Test func containersOfOthersAreLeftAlone() async throws {
            let scene = try BuildScene(
                """
                id=$(docker run -d --label author=pack --network none $PROBE wait)
                own=$(docker run -d --label author=pack --network $NETWORK $PROBE wait)
                for try in $(seq 100); do
                  [ "$(docker inspect -f '{{.HostConfig.PidsLimit}}' $own)" = 4096 ] && break
                  sleep 0.1
                done
                echo "stranger $(docker inspect -f '{{.HostConfig.Memory}}' $id)"
                docker rm -f $id $own >/dev/null
                docker tag $PROBE $IMAGE && docker tag $PROBE $TAG
                """)
            let (result, events) = await scene.build()
            _ = try result.get()
            #expect(events.contains(.output("stranger 0")))
            try await scene.cleanUp()
        }

        @Test func buildThatNeedsTooMuchMemoryIsToldTheLimit() async throws {
            let scene = try BuildScene(
                """
                id=$(docker create --label author=pack --network $NETWORK $PROBE eat)
                until [ "$(docker inspect -f '{{.HostConfig.Memory}}' $id)" = 33554432 ]; do sleep 0.05; done
                docker start -a $id
                docker rm $id >/dev/null
                sleep 0.3
                exit 1
                """
            ) { $0.limits.memory = 32 << 20 }
            let failure = await scene.build().result.failure
            #expect(failure?.kind == .limitExceeded)
            #expect(failure?.message == "Build failed: the build needed more than 32 MiB, the limit of its memory")
            try await scene.cleanUp()
        }

        @Test func buildThatTakesTooLongIsEndedWithItsContainers() async throws {
            let scene = try BuildScene(
                "exec docker run --label author=pack --network $NETWORK $PROBE stubborn"
            ) {
                $0.limits.duration = .seconds(2)
                $0.limits.grace = .milliseconds(300)
            }
            let failure = await scene.build().result.failure
            #expect(failure?.kind == .limitExceeded)
            #expect(failure?.message == "Build failed: the build took longer than 2 s, the limit of its time")
            #expect(try await engine.listContainers(DockerFilters(["network": [scene.network]])).isEmpty)
            try await scene.cleanUp()
        }

        @Test func lifecyclesFailureBecomesASentence() async throws {
            let scene = try BuildScene(
                "echo 'ERROR: failed to build: executing lifecycle: failed with status code: 20' >&2; exit 1")
            let failure = await scene.build().result.failure
            #expect(
                failure?.message
                    == "Build failed: no buildpack of \(BuildFixture.builder) recognises the source in \".\" "
                    + "(pack: lifecycle status 20)")
            try await scene.cleanUp()
        }

        @Test func missingImagesAreNamedWithTheirRemedy() async throws {
            let scene = try BuildScene("exit 1", builder: "nobody/builder:1")
            let failure = await scene.build().result.failure
            #expect(failure?.kind == .unavailable)
            #expect(
                failure?.message == "Build failed: builder nobody/builder:1 is not on this machine; "
                    + "the operator mends it with: docker pull nobody/builder:1")
            let lifecycle = try BuildScene("exit 1") { $0.lifecycleImage = "nobody/lifecycle:1" }
            let message = await lifecycle.build().result.failure?.message
            #expect(message?.contains("nobody/lifecycle:1, the lifecycle image for builder") == true)
            #expect(message?.hasSuffix("docker pull nobody/lifecycle:1") == true)
            let plain = try BuildScene("exit 1", builder: BuildFixture.probe)
            #expect(
                await plain.build().result.failure?.message
                    == "Build failed: image \(BuildFixture.probe) is no builder of buildpacks")
            for scene in [scene, lifecycle, plain] { try await scene.cleanUp() }
        }

        @Test func absentRegistryIsToldBeforeAnythingIsBuilt() async throws {
            let scene = try BuildScene("echo ran; exit 1", registry: "127.0.0.1:1")
            let (result, events) = await scene.build()
            #expect(result.failure?.message == "Registry 127.0.0.1:1 is unreachable: connection refused")
            #expect(result.failure?.kind == .unavailable && result.failure?.stage == .publish)
            #expect(events.isEmpty)
            try await scene.cleanUp()
        }

        @Test func missingProgramIsNamed() async throws {
            let scene = try BuildScene("exit 0") { $0.pack = "/nonexistent/pack" }
            let failure = await scene.build().result.failure
            #expect(failure?.kind == .unavailable)
            #expect(failure?.message.contains("cannot start /nonexistent/pack: no such file or directory") == true)
            try await scene.cleanUp()
        }

        /// A program that publishes by itself is believed only as far as the registry agrees.
        @Test func digestIsWhatTheRegistryHas() async throws {
            let publishing = """
                echo "===> EXPORTING"; echo "Adding layer 'a/b:c'"; echo "Reused 1/1 app layer(s)"
                docker tag $PROBE $IMAGE; docker tag $PROBE $TAG
                docker push -q $IMAGE >/dev/null; docker push -q $TAG >/dev/null
                """
            let fake = "sha256:" + String(repeating: "00", count: 32)
            let liar = try bundled(publishing + "\necho '*** Digest: \(fake)'")
            let failure = await liar.build().result.failure
            #expect(failure?.stage == .publish)
            #expect(failure?.message.hasPrefix("Publishing failed: the registry has sha256:") == true)
            let honest = try bundled(publishing)
            let (result, events) = await honest.build()
            let built = try result.get()
            let found = try await OCIRegistry(host: BuildFixture.registry, transport: CurlClient())
                .manifestDigest(honest.project.description, "latest")
            #expect(found?.description == built.digest.description)
            #expect(events.first == .started(tool: "paastech-pack \(PackVersion.bundled)"))
            #expect(events.last == .published("1 of 2 layers new  \(built.digest.abbreviated)…"))
            let nothing = try bundled("exit 0")
            #expect(
                await nothing.build().result.failure?.message.hasSuffix(
                    "is not in the registry although the build succeeded")
                    == true)
            for scene in [liar, honest, nothing] { try await scene.cleanUp() }
        }

        /// The script in the place of the bundled program.
        private func bundled(_ script: String) throws -> BuildScene {
            try BuildScene(script) {
                $0.bundledPack = $0.pack ?? ""
            }
        }
    }
}
