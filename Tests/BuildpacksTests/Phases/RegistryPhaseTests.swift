import DockerEngine
import Foundation
import OCIRegistry
import TestSupport
import Testing

extension Builds {
    /// Phases without a daemon: images are read from and written to a registry (Platform specification, `<daemon>` false).
    @Suite struct RegistryPhases {
        private let files = ["features": "", "assets.txt": "one", "vendor/a.js": "a", "docs/x.html": "x", "b": "b"]

        private func creator(_ platform: PhasePlatform, _ more: [String] = []) -> [PhasePlatform.Step] {
            [
                PhasePlatform.Step(
                    phase: "creator",
                    arguments: ["-app", "/workspace", "-cache-dir", "/cache", "-run-image", platform.runImage] + more
                        + [platform.scene.image], isPrivileged: true)
            ]
        }

        /// When each file of the repository was written last, by path.
        private func writings(_ scene: BuildScene) throws -> [String: Date] {
            let root = PrivateRegistry.shared.directory + "/data/docker/registry/v2/repositories/\(scene.repository)"
            var found: [String: Date] = [:]
            for path in try FileManager.default.subpathsOfDirectory(atPath: root + "/_layers") {
                let file = "\(root)/_layers/\(path)"
                found[path] = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
            }
            return found
        }

        @Test func fiveContainersPublishAndReuseWhatTheyPublished() async throws {
            try await PhasePlatform.with(files) { platform in
                let platform = try await platform.publishing()
                let scene = platform.scene
                let first = try await platform.built()
                #expect(first.contains("Previous image with name \"\(scene.image)\" not found"))
                #expect(first.contains("assets: made") && first.contains("kept: build number 1\n"))
                let digest = try #require(try await scene.registry.manifestDigest(scene.repository, "latest"))
                #expect(first.contains("*** Digest: \(digest)\n"))
                let manifest = try await scene.manifest()
                let size = try await scene.registry.manifest(scene.repository, "latest").bytes.count
                let report = try await platform.look("cat /layers/report.toml")
                #expect(
                    report == "[image]\ntags = [\"\(scene.image)\"]\ndigest = \"\(digest)\"\nmanifest-size = \(size)\n")

                // The run image is named by its digest, and its layers are at the bottom of the image's.
                let run = "\(FixtureBuilder.prefix)/run"
                let base = try await scene.registry.manifest(run, "one")
                let reference = "\(scene.registry.host)/\(run)@\(base.digest)"
                #expect(try await scene.runImageReference() == reference)
                #expect(try await platform.look("cat /layers/analyzed.toml").contains("reference = \"\(reference)\""))
                let below = try #require(base.image).layers.map(\.digest)
                #expect(manifest.layers.prefix(below.count).map(\.digest) == below)

                let before = try writings(scene)
                let second = try await platform.built()
                #expect(second.contains("Restoring metadata for \"test/features:assets\" from app image"))
                #expect(second.contains("assets: reused") && second.contains("kept: build number 2\n"))
                #expect(second.contains("kept: bill of materials is back"))
                #expect(second.contains("Reusing layer 'test/features:assets'"))
                #expect(second.contains("Reused 3/3 app layer(s)"))
                // Only what counts builds has changed: its layers and the configuration are all that was sent.
                let again = try await scene.manifest()
                let sent = try writings(scene).filter { before[$0.key] != $0.value && $0.key.hasSuffix("/link") }.keys
                let new = Set(([again.config] + again.layers).map(\.digest.hex))
                    .subtracting(([manifest.config] + manifest.layers).map(\.digest.hex))
                #expect(Set(sent.map { String($0.split(separator: "/")[1]) }) == new)
                #expect(new.count < again.layers.count / 2)
                try await scene.pull()
                let content = try await scene.start(
                    ["--entrypoint", "launcher"], ["--", "cat", "/layers/test_features/assets/assets.txt"])
                #expect(content.output == "one", "\(content.errors)")
            }
        }

        @Test func bothPlatformsMakeOneImage() async throws {
            try await PhasePlatform.with(files) { platform in
                let platform = try await platform.publishing()
                let scene = platform.scene
                try await platform.built()
                let digest = try await scene.registry.manifestDigest(scene.repository, "latest")
                let other = "\(scene.repository)-other"
                let own = try await FixtureBuilder.pack([
                    "build", "\(scene.registry.host)/\(other)", "--path", scene.source.path, "--builder",
                    FixtureBuilder.name, "--publish", "--run-image", platform.runImage,
                ])
                try #require(own.status == .exited(0), "\(own.output)")
                #expect(try await scene.registry.manifestDigest(other, "latest") == digest)

                // What one has published, the other takes up.
                let next = try await scene.published(["--run-image", platform.runImage])
                #expect(next.contains("assets: reused") && next.contains("Reusing layer 'test/features:assets'"))
                let phases = try await platform.built()
                #expect(phases.contains("assets: reused") && phases.contains("Reused 3/3 app layer(s)"))
            }
        }

        @Test func aCreatorPublishesUnderSeveralNamesOfARegistry() async throws {
            try await PhasePlatform.with(files) { platform in
                let platform = try await platform.publishing()
                let scene = platform.scene
                let elsewhere = "\(scene.repository)-elsewhere"
                let tags = ["-tag", "\(scene.image)-two", "-tag", "\(scene.registry.host)/\(elsewhere):three"]
                try await platform.built(creator(platform, tags))
                let digest = try #require(try await scene.registry.manifestDigest(scene.repository, "latest"))
                #expect(try await scene.registry.manifestDigest(scene.repository, "latest-two") == digest)
                #expect(try await scene.registry.manifestDigest(elsewhere, "three") == digest)
                for layer in try await scene.manifest().layers {
                    #expect(try await scene.registry.hasBlob(elsewhere, layer.digest))
                }

                // An image of another repository is reused by mounting.
                let previous = ["-previous-image", "\(scene.registry.host)/\(elsewhere)@\(digest)"]
                try await scene.registry.deleteManifest(scene.repository, digest)
                let output = try await platform.built(creator(platform, previous))
                #expect(output.contains("assets: reused") && output.contains("Reused 3/3 app layer(s)"))
            }
        }

        @Test func aRunImageOfTheApplicationsRegistryComesFirst() async throws {
            try await PhasePlatform.with(files) { platform in
                var platform = try await platform.publishing()
                let run = platform.runImage
                try await platform.prepare()
                let mirrors = "[[images]]\nimage = \"registry.invalid/run\"\nmirrors = [\"\(run)\"]\n"
                _ = try await platform.look("printf '\(mirrors.replacing("\n", with: "\\n"))' >/layers/run.toml")
                platform.credentials = ["CNB_RUN_PATH": "/layers/run.toml"]
                let step = PhasePlatform.Step(phase: "analyzer", arguments: [platform.scene.image], isPrivileged: true)
                let analyzed = try await platform.run(step)
                try #require(analyzed.status == .exited(0), "\(analyzed.errors)")
                #expect(try await platform.look("cat /layers/analyzed.toml").contains("image = \"\(run)\""))
            }
        }

        @Test func anImageIsRebasedWithoutADaemon() async throws {
            try await PhasePlatform.with(files) { platform in
                let platform = try await platform.publishing()
                let scene = platform.scene
                try await platform.built()
                let before = try await scene.manifest()
                let next = "\(scene.registry.host)/\(FixtureBuilder.prefix)/run:next"
                let context = try TemporaryDirectory("cnb-run")
                try Data("FROM \(FixtureBuilder.runImage)\nUSER root\nRUN echo patched >/etc/patched\nUSER app\n".utf8)
                    .write(to: URL(filePath: context.file("Dockerfile")))
                let made = try await FixtureBuilder.docker("build", "--network", "none", "--tag", next, context.path)
                try #require(made.status.isSuccess, "\(made.output)\(made.errors)")
                _ = try await DockerEngine().pushImage(next)
                try await DockerEngine().removeImage(next)
                func rebase(_ more: [String]) async throws -> Tool.Result {
                    try await platform.run(
                        PhasePlatform.Step(
                            phase: "rebaser", arguments: more + ["-run-image", next, scene.image], isPrivileged: true))
                }
                let refused = try await rebase([])
                #expect(refused.status == .exited(72))
                #expect(refused.errors.contains("is not one the image was made for (\(platform.runImage))"))
                let rebased = try await rebase(["-force", "-report", "/layers/rebased.toml"])
                #expect(rebased.status == .exited(0), "\(rebased.errors)")
                let digest = try #require(try await scene.registry.manifestDigest(scene.repository, "latest"))
                #expect(rebased.output == "Rebased Image: \(digest)\n")
                #expect(try await platform.look("cat /layers/rebased.toml").contains("digest = \"\(digest)\""))
                let after = try await scene.manifest()
                let base = try #require(try await scene.registry.manifest("\(FixtureBuilder.prefix)/run", "next").image)
                #expect(after.layers.prefix(base.layers.count).map(\.digest) == base.layers.map(\.digest))
                #expect(after.layers.last?.digest == before.layers.last?.digest)
                // All else is as it was: the user, though the new run image has another, and layers without metadata.
                let user = try await DockerEngine().inspectImage(FixtureBuilder.runImage).config?.user
                #expect(user != "app")
                #expect(try await scene.configuration().config?.user == user)
                let label = try #require(
                    try await scene.configuration().config?.labels?["io.buildpacks.lifecycle.metadata"])
                #expect(label.contains(#""cache":false,"data":null"#), "\(label)")
            }
        }

        private static let refusals: [([String], [String: String], Int32, String)] = [
            (["-run-image", "HOST/no/such:run"], [:], 32, "run image \"HOST/no/such:run\" is not in its registry"),
            (["-run-image", "127.0.0.1:1/run"], [:], 32, "registry 127.0.0.1:1 is unreachable: connection refused"),
            (
                ["-run-image", "x"], ["CNB_REGISTRY_AUTH": "[]"], 32,
                "CNB_REGISTRY_AUTH is not a JSON object of registries"
            ),
            (["-cache-image", "HOST/c"], [:], 3, "cache images are not supported"),
        ]

        @Test(arguments: refusals)
        func whatCannotBeDoneIsNamed(
            arguments: [String], variables: [String: String], status: Int32, sentence: String
        ) async throws {
            try await PhasePlatform.with(["a": ""]) { platform in
                var platform = try await platform.publishing()
                platform.credentials = variables
                let host = platform.scene.registry.host
                let step = PhasePlatform.Step(
                    phase: "analyzer",
                    arguments: arguments.map { $0.replacing("HOST", with: host) } + [platform.scene.image],
                    isPrivileged: true)
                let result = try await platform.run(step)
                #expect(result.status == .exited(status), "\(result.errors)")
                #expect(result.errors.contains(sentence.replacing("HOST", with: host)), "\(result.errors)")
            }
        }
    }
}
