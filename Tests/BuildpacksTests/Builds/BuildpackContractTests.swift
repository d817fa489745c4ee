import DockerEngine
import Foundation
import TestSupport
import Testing

extension Builds {
    /// What a buildpack is given and what it may ask for, by buildpacks that say what they see (Buildpack specification).
    @Suite struct BuildpackContract {
        /// A buildpack in a directory of its own.
        private func buildpack(_ toml: String, detect: String = "exit 0", build: String) throws -> TemporaryDirectory {
            let directory = try TemporaryDirectory("cnb-buildpack")
            let files = FileManager.default
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path)
            try files.createDirectory(atPath: directory.file("bin"), withIntermediateDirectories: true)
            try Data(toml.utf8).write(to: URL(filePath: directory.file("buildpack.toml")))
            for (name, text) in [("detect", detect), ("build", build)] {
                let path = directory.file("bin/\(name)")
                try Data("#!/bin/bash\n\(text)\n".utf8).write(to: URL(filePath: path))
                try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            }
            return directory
        }

        private func described(_ rest: String = "", id: String = "app/told") -> String {
            "api = \"0.10\"\n[buildpack]\nid = \"\(id)\"\nversion = \"1.0.0\"\n\(rest)"
        }

        private func output(_ buildpacks: [TemporaryDirectory], _ arguments: [String] = []) async throws -> String {
            let directory = try TemporaryDirectory("cnb-told")
            let result = try await FixtureBuilder.pack(
                [
                    "build", "\(PrivateRegistry.shared.host)/\(FixtureBuilder.prefix)/told", "--publish", "--path",
                    directory.path, "--builder", FixtureBuilder.name,
                ] + buildpacks.flatMap { ["--buildpack", $0.path] } + arguments)
            return result.output
        }

        @Test func argumentsAndExecutionEnvironmentAreGiven() async throws {
            let told = try buildpack(
                described(),
                detect:
                    #"[ "$1" = "$CNB_PLATFORM_DIR" ] && [ "$2" = "$CNB_BUILD_PLAN_PATH" ] && [ "$CNB_EXEC_ENV" = production ]"#,
                build: """
                    [ "$1 $2 $3" = "$CNB_LAYERS_DIR $CNB_PLATFORM_DIR $CNB_BP_PLAN_PATH" ] && echo arguments agree
                    echo "environment $CNB_EXEC_ENV in $PWD"
                    """)
            let output = try await output([told])
            #expect(output.contains("arguments agree\nenvironment production in /workspace\n"), "\(output)")
        }

        @Test func targetsDecideWhetherABuildpackTakesPart() async throws {
            let other = try buildpack(described("[[targets]]\nos = \"linux\"\narch = \"s390x\"\n"), build: "true")
            let refused = try await output([other])
            #expect(refused.contains("its targets do not include"), "\(refused)")
            #expect(refused.hasSuffix("failed with status code: 21\n"))
            let several = try buildpack(
                described(
                    "[[targets]]\nos = \"windows\"\n[[targets]]\nos = \"linux\"\n[[targets.distros]]\nname = \"debian\"\nversion = \"12\"\n"
                ),
                build: "echo taken")
            #expect(try await output([several]).contains("taken\n"))
        }

        @Test func stacksCountAsTargets() async throws {
            for (stack, isTaken) in [("*", true), ("io.buildpacks.stacks.bionic", false)] {
                let told = try buildpack(described("[[stacks]]\nid = \"\(stack)\"\n"), build: "echo taken")
                #expect(try await output([told]).contains("taken\n") == isTaken)
            }
        }

        @Test func aClearedEnvironmentLacksTheUsersVariables() async throws {
            let build = #"echo "seen ${GIVEN:-nothing}"; cat "$CNB_PLATFORM_DIR/env/GIVEN"; echo"#
            for (clear, seen) in [("clear-env = true", "seen nothing\nby me\n"), ("", "seen by me\nby me\n")] {
                let told = try buildpack(described(clear), build: build)
                let output = try await output([told], ["--env", "GIVEN=by me"])
                #expect(output.contains(seen), "\(output)")
            }
        }

        @Test func buildLayersAreOnLaterBuildpacksPaths() async throws {
            let make = """
                for layer in a b; do
                  mkdir -p "$CNB_LAYERS_DIR/$layer"/{bin,lib,env.build,env.launch}
                  printf '[types]\\nbuild = true\\n' >"$CNB_LAYERS_DIR/$layer.toml"
                  printf "from $layer" >"$CNB_LAYERS_DIR/$layer/env.build/SEEN.append"
                  printf "launch" >"$CNB_LAYERS_DIR/$layer/env.launch/UNSEEN.override"
                  printf ', ' >"$CNB_LAYERS_DIR/$layer/env.build/SEEN.delim"
                done
                """
            let first = try buildpack(described(id: "app/first"), build: make)
            let second = try buildpack(
                described(id: "app/second"),
                build: #"echo "path ${PATH%%:/usr*}"; echo "library $LD_LIBRARY_PATH"; echo "$SEEN ${UNSEEN:-unseen}""#)
            let output = try await output([first, second])
            #expect(output.contains("path /layers/app_first/b/bin:/layers/app_first/a/bin\n"), "\(output)")
            #expect(output.contains("library /layers/app_first/b/lib:/layers/app_first/a/lib"), "\(output)")
            #expect(output.contains("from a, from b unseen\n"), "\(output)")
        }

        @Test func unmetNamesAnEntryOfThePlan() async throws {
            let told = try buildpack(
                described(), build: #"printf '[[unmet]]\nname = "stranger"\n' >"$CNB_LAYERS_DIR/build.toml""#)
            let output = try await output([told])
            #expect(
                output.contains("[[unmet]] names \"stranger\", which is not in the buildpack's plan"), "\(output)")
        }

        @Test func keysNoSchemaHasAreWarnedOf() async throws {
            let file = try TemporaryDirectory("cnb-keys")
            try Data("[_]\nschema-version = \"0.2\"\n[io.buildpacks]\nbuilders = \"x\"\n".utf8).write(
                to: URL(filePath: file.file("project.toml")))
            let told = try buildpack(described(), build: "true")
            let output = try await output([told], ["--descriptor", file.file("project.toml")])
            #expect(
                output.contains("project.toml:4:12: \"io.buildpacks.builders\" is no key of schema 0.2"), "\(output)")
        }

        /// Builders that cannot be used as they ask to be, made from a good one.
        @Test func buildersThatAskForMoreAreRefused() async throws {
            let extensions = #"[{\"group\":[{\"id\":\"app/ext\",\"version\":\"1\"}]}]"#
            for (line, sentence) in [
                ("ENV CNB_USER_ID=0", "names no unprivileged user"),
                ("LABEL io.buildpacks.buildpack.order-extensions=\"\(extensions)\"", "has image extensions (app/ext)"),
            ] {
                let name = "\(FixtureBuilder.prefix)/builder:odd"
                let context = try TemporaryDirectory("cnb-odd")
                try Data("FROM \(FixtureBuilder.name)\n\(line)\n".utf8).write(
                    to: URL(filePath: context.file("Dockerfile")))
                let made = try await FixtureBuilder.docker("build", "--tag", name, context.path)
                try #require(made.status.isSuccess, "\(made.output)\(made.errors)")
                let told = try buildpack(described(), build: "true")
                let output = try await output([told], ["--builder", name])
                #expect(output.contains(sentence), "\(output)")
                try await DockerEngine().removeImage(name, force: true)
            }
            let directory = try TemporaryDirectory("cnb-order")
            try Data("[[order]]\n[[order.group]]\nid = \"a/b\"\n[[order-extensions]]\n".utf8).write(
                to: URL(filePath: directory.file("builder.toml")))
            let created = try await FixtureBuilder.pack([
                "builder", "create", "x", "--config", directory.file("builder.toml"),
            ])
            #expect(created.output.contains("builder.toml:4:"), "\(created.output)")
            #expect(created.output.contains("asks for image extensions, which are not supported"))
        }
    }
}
