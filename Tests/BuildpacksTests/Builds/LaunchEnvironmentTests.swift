import Foundation
import TestSupport
import Testing

extension Builds {
    /// What an application image does when it is started (Platform specification, "launcher").
    @Suite struct LaunchEnvironment {
        private let files = [
            "features": "", "shell": "", "assets.txt": "one", "vendor/a.js": "a", "site.css": "c", "docs/x.html": "x",
        ]

        private func lines(_ result: Tool.Result) -> Set<String> {
            Set(result.output.split(whereSeparator: \.isNewline).map(String.init))
        }

        /// Platform specification, "Platform API Compatibility".
        @Test func thePlatformAPIHasToBeSpoken() async throws {
            try await BuildScene.with(files) { scene in
                try await scene.loaded()
                let refused = try await scene.start(["--env", "CNB_PLATFORM_API=0.3"])
                #expect(refused.status == .exited(11))
                #expect(
                    refused.errors == "ERROR: failed to set platform API: platform API version '0.3' is not supported; "
                        + "supported are 0.10, 0.11, 0.12, 0.13\n")
                // Who starts the image without a version gets the process.
                #expect(try await scene.start(["--env", "CNB_PLATFORM_API="]).status == .exited(0))
            }
        }

        @Test func processesFindWhatLayersGiveThem() async throws {
            try await BuildScene.with(files) { scene in
                let output = try await scene.loaded()
                // Build: a later buildpack sees variables of build layers, and nothing of layers without a type.
                #expect(output.contains("handed on: from features"))
                #expect(output.contains("scratch of features: scratch.ignore"))

                let web = try await scene.start()
                #expect(web.status == .exited(0), "\(web.errors)")
                let seen = lines(web)
                #expect(seen.isSuperset(of: ["arguments=always by default", "directory=/workspace/sub"]))
                #expect(seen.isSuperset(of: ["PLAIN=plain", "LIST=one,two", "UNSET=fallback", "WEB=only web"]))
                // exec.d sees the variables of the layers.
                #expect(seen.isSuperset(of: ["EXEC_D=for all, plain", "EXEC_D_WEB=for web"]))
                let path = try #require(seen.first { $0.hasPrefix("PATH=") })
                #expect(path.hasPrefix("PATH=/layers/test_features/runtime/bin:"))
                #expect(!path.contains("/cnb/"))
                #expect(seen.contains("LD_LIBRARY_PATH=/layers/test_features/runtime/lib"))
                #expect(!web.output.contains("HANDED_ON"))

                // Since Buildpack API 0.9 the user's arguments take the place of the default ones.
                #expect(lines(try await scene.start([], ["mine"])).contains("arguments=always mine"))
                let preset = lines(try await scene.start(["-e", "UNSET=given", "-e", "LIST=zero"]))
                #expect(preset.isSuperset(of: ["UNSET=given", "LIST=zero,one,two"]))

                let task = lines(try await scene.start(["--entrypoint", "task"]))
                #expect(task.isSuperset(of: ["arguments=", "directory=/workspace", "EXEC_D=for all, plain"]))
                #expect(!task.contains { $0.hasPrefix("WEB=") || $0.hasPrefix("EXEC_D_WEB=") })
            }
        }

        @Test func profilesRunBeforeProcessesOfAShell() async throws {
            try await BuildScene.with(files) { scene in
                try await scene.loaded()
                let greet = try await scene.start(["--entrypoint", "greet"])
                #expect(greet.output == "hello, greeted in /workspace\n", "\(greet.errors)")
                // With arguments each is one word, in which variables are expanded.
                let words = try await scene.start(["--entrypoint", "words"])
                #expect(words.output == "<hello><two words>", "\(words.errors)")
                // The application's own profile comes last.
                try scene.write("GREETING=mine\n", to: ".profile")
                try await scene.loaded()
                #expect(try await scene.start(["--entrypoint", "greet"]).output == "mine in /workspace\n")
            }
        }

        @Test func commandsStartWithOrWithoutAShell() async throws {
            try await BuildScene.with(files) { scene in
                try await scene.loaded(["--default-process", "task"])
                let launcher = ["--entrypoint", "launcher"]
                #expect(
                    try await scene.start(launcher, ["--", "show", "$PLAIN"]).output.hasPrefix("arguments=$PLAIN\n"))
                #expect(try await scene.start(launcher, ["show \"$PLAIN\""]).output.hasPrefix("arguments=plain\n"))
                let missing = try await scene.start(launcher, ["--", "no-such-program"])
                #expect(missing.status == .exited(82))
                #expect(missing.errors.contains("ERROR: failed to launch: \"no-such-program\" is not an executable"))
                let none = try await scene.start(launcher)
                #expect(none.status == .exited(82))
                #expect(none.errors.contains("process types of this image: greet, task, web, words"))
                #expect(try await scene.start().output.hasPrefix("arguments=\n"))
            }
        }
    }
}
