import DockerEngine
import Foundation
import TestSupport
import Testing

extension Builds {
    /// Buildpacks in files and packages, wherever a buildpack may be named (Distribution specification, "Buildpackage").
    @Suite struct BuildpackFiles {
        private func tar(_ source: String, into archive: String) async throws {
            let made = try await Tool.run(
                .init(
                    executable: "/usr/bin/tar", arguments: ["-C", source, "-czf", archive, "."],
                    environment: ["PATH": "/usr/bin:/bin"]))
            try #require(made.status.isSuccess, "\(made.errors)")
        }

        private func write(_ text: String, to file: String) throws {
            try Data(text.utf8).write(to: URL(filePath: file))
        }

        /// A package of `test/suite` in the file `suite.cnb`, whose parts are a directory and a `.tgz`.
        private func packageFile(in directory: TemporaryDirectory) async throws {
            let folder = FixtureBuilder.folder
            try await tar("\(folder)/features", into: directory.file("features.tgz"))
            try write(
                """
                [buildpack]
                uri = "\(folder)/suite"
                [[dependencies]]
                uri = "\(folder)/shell"
                [[dependencies]]
                uri = "features.tgz"
                """, to: directory.file("package.toml"))
            let made = try await FixtureBuilder.pack([
                "buildpack", "package", directory.file("suite"), "--format", "file", "--config",
                directory.file("package.toml"),
            ])
            #expect(
                made.output == "Successfully created package \(directory.file("suite")).cnb and saved to file\n",
                "\(made.output)\(made.errors)")
        }

        @Test func filesAndPackagesBuild() async throws {
            let directory = try TemporaryDirectory("cnb-files")
            try await packageFile(in: directory)
            try await BuildScene.with(["shell": "", "features": "", "assets.txt": "one"]) { scene in
                let packaged = try await scene.published(["--buildpack", directory.file("suite.cnb")])
                #expect(packaged.contains("test/features 1.2.0\ntest/shell    0.1.0\n"), "\(packaged)")
                let one = try await scene.published(["--buildpack", directory.file("features.tgz")])
                #expect(one.contains("test/features 1.2.0\n") && !one.contains("test/shell    0.1.0"), "\(one)")
                try scene.write(
                    "[_]\nschema-version = \"0.2\"\n[[io.buildpacks.group]]\nuri = \"file://\(directory.file("suite.cnb"))\"\n",
                    to: "project.toml")
                #expect(try await scene.published().contains("test/shell    0.1.0\n"))
            }
        }

        /// The layout's own rules, checked with other tools: digests are of the content, the index names one manifest.
        @Test func thePackageIsAnImageLayout() async throws {
            let directory = try TemporaryDirectory("cnb-layout")
            try await packageFile(in: directory)
            let script = """
                set -e; mkdir layout; tar -xf suite.cnb -C layout; cd layout
                cat oci-layout; echo; cd blobs/sha256; for f in *; do echo "$f  $f"; done | sha256sum --check --quiet
                echo digests are right; ls | wc -l
                """
            let checked = try await Tool.run(
                .init(
                    executable: "/bin/bash", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
                    workingDirectory: directory.path))
            #expect(checked.output == "{\"imageLayoutVersion\":\"1.0.0\"}\ndigests are right\n5\n", "\(checked.errors)")
            let index = try JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(filePath: directory.file("layout/index.json"))))
            let manifests = try #require((index as? [String: Any])?["manifests"] as? [[String: Any]])
            #expect(manifests.count == 1)
            #expect(manifests[0]["mediaType"] as? String == "application/vnd.oci.image.manifest.v1+json")
            // The same buildpacks give the same file.
            let before = try Data(contentsOf: URL(filePath: directory.file("suite.cnb")))
            try await packageFile(in: directory)
            #expect(try Data(contentsOf: URL(filePath: directory.file("suite.cnb"))) == before)
        }

        @Test func buildersAndPackagesTakeThem() async throws {
            let directory = try TemporaryDirectory("cnb-uris")
            try await packageFile(in: directory)
            let package = "\(FixtureBuilder.prefix)/package:inner"
            let builder = "\(FixtureBuilder.prefix)/builder:files"
            try write(
                "[buildpack]\nuri = \"\(directory.file("suite.cnb"))\"\n", to: directory.file("again.toml"))
            let made = try await FixtureBuilder.pack([
                "buildpack", "package", package, "--config", directory.file("again.toml"),
            ])
            #expect(made.status == .exited(0), "\(made.output)")
            for uri in ["docker://\(package)", "suite.cnb"] {
                try write(
                    """
                    [[buildpacks]]
                    uri = "\(uri)"
                    id = "test/suite"
                    [[order]]
                    [[order.group]]
                    id = "test/suite"
                    [build]
                    image = "\(FixtureBuilder.buildImage)"
                    [[run.images]]
                    image = "\(FixtureBuilder.runImage)"
                    """, to: directory.file("builder.toml"))
                let created = try await FixtureBuilder.pack([
                    "builder", "create", builder, "--config", directory.file("builder.toml"),
                ])
                #expect(created.status == .exited(0), "\(created.output)")
                try await BuildScene.with(["shell": ""]) { scene in
                    let output = try await scene.published(["--builder", builder])
                    #expect(output.contains("test/shell 0.1.0\n"), "\(output)")
                }
            }
            for image in [package, builder] { try await DockerEngine().removeImage(image, force: true) }
        }

        @Test func unusableFilesAreNamed() async throws {
            let directory = try TemporaryDirectory("cnb-unusable")
            let outside = directory.file("outside")
            try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
            try write("no buildpack", to: outside + "/readme")
            try await tar(outside, into: directory.file("none.tgz"))
            try write("api = \"0.10\"\n[extension]\nid = \"a/b\"\nversion = \"1\"\n", to: outside + "/extension.toml")
            try await tar(outside, into: directory.file("extension.tgz"))
            try write("api = \"0.10\"\n[buildpack]\nid = \"a/b\"\nversion = 1\n", to: outside + "/buildpack.toml")
            try await tar(outside, into: directory.file("mistake.tgz"))
            let whole = try Data(contentsOf: URL(filePath: directory.file("none.tgz")))
            try whole.prefix(whole.count / 2).write(to: URL(filePath: directory.file("half.tgz")))
            try write("PK\u{3}\u{4}", to: directory.file("some.zip"))
            try write("text", to: directory.file("text.cnb"))
            try write("{}", to: outside + "/oci-layout")
            try write("{\"schemaVersion\":2,\"manifests\":[]}", to: outside + "/index.json")
            try await tar(outside, into: directory.file("empty.cnb"))
            try await BuildScene.with(["shell": ""]) { scene in
                for (file, sentence) in [
                    ("none.tgz", "is no buildpack: it holds neither buildpack.toml nor an image layout"),
                    ("extension.tgz", "is an image extension, which is not supported"),
                    ("mistake.tgz", "mistake.tgz: buildpack.toml:4:11: \"buildpack.version\" must be a string"),
                    ("half.tgz", "is damaged: its gzip data ends early or is not gzip"),
                    ("some.zip", "is a zip file; a buildpack is a directory, a .tgz or a .cnb file"),
                    ("text.cnb", "cannot be used: the archive holds a header that is cut off"),
                    ("empty.cnb", "is no buildpackage: its index.json names 0 images; expected one"),
                ] {
                    let result = try await scene.publish(["--buildpack", directory.file(file)])
                    #expect(result.status == .exited(1))
                    #expect(result.output.contains(sentence), "\(file): \(result.output)")
                }
            }
        }

        /// Blobs that are not what the index and manifest say; a package is often fetched from somewhere.
        @Test func aForgedPackageIsRefused() async throws {
            let directory = try TemporaryDirectory("cnb-forged")
            try await packageFile(in: directory)
            let script = """
                set -e; mkdir layout; tar -xf suite.cnb -C layout; cd layout
                big=$(ls -S blobs/sha256 | head -1); printf x | dd of=blobs/sha256/$big bs=1 seek=100 conv=notrunc status=none
                tar -cf ../forged.cnb .; rm blobs/sha256/$big; tar -cf ../lacking.cnb .
                """
            let made = try await Tool.run(
                .init(
                    executable: "/bin/bash", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
                    workingDirectory: directory.path))
            try #require(made.status.isSuccess, "\(made.errors)")
            try await BuildScene.with(["shell": ""]) { scene in
                let forged = try await scene.publish(["--buildpack", directory.file("forged.cnb")])
                #expect(forged.output.contains("has another content than its name says"), "\(forged.output)")
                let lacking = try await scene.publish(["--buildpack", directory.file("lacking.cnb")])
                #expect(lacking.output.contains("it lacks blobs/sha256/"), "\(lacking.output)")
            }
        }

        @Test func aZipFileIsBuiltAsTheDirectoryIs() async throws {
            try await BuildScene.with(["shell": "", "sub/page.html": "<p>page</p>"]) { scene in
                try await scene.published()
                let manifest = try await scene.manifest()
                let directory = try TemporaryDirectory("cnb-zip-source")
                let zipped = try await Tool.run(
                    .init(
                        executable: "/usr/bin/zip", arguments: ["-qry", directory.file("source.zip"), "."],
                        environment: ["PATH": "/usr/bin:/bin"], workingDirectory: scene.source.path))
                try #require(zipped.status.isSuccess, "\(zipped.errors)")
                try await scene.published(["--path", directory.file("source.zip")])
                #expect(try await scene.manifest() == manifest)
                try Data("PK".utf8).write(to: URL(filePath: directory.file("source.zip")))
                let broken = try await scene.publish(["--path", directory.file("source.zip")])
                #expect(broken.output.contains("cannot be used: it is no zip archive, or it ends early"))
            }
        }
    }
}
