import DockerEngine
import Foundation
import TestSupport
import Testing

extension Builds {
    /// Which buildpacks take part, and what they are given (Buildpack specification, "Detection", "Environment").
    @Suite struct Selections {
        private static let plans = ["--buildpack", "test/plan-a", "--buildpack", "test/plan-b@0.1.0"]

        private func build(_ variables: [String], _ arguments: [String] = Self.plans) async throws -> Tool.Result {
            let box = Box()
            try await BuildScene.with(["a": "a"]) { scene in
                box.result = try await scene.publish(arguments + variables.flatMap { ["--env", $0] })
            }
            return try #require(box.result)
        }

        /// Carries the result out of the scene; written once, read after it.
        private final class Box: @unchecked Sendable {
            var result: Tool.Result?
        }

        @Test func aPlanIsHandedToItsProvidersUntilItIsMet() async throws {
            let require =
                "[[provides]]\nname = \"x\"\n[[requires]]\nname = \"x\"\n[requires.metadata]\nversion = \"1\"\n"
            let met = try await build(["STATUS_A=0", "STATUS_B=0", "PLAN_A=\(require)", "PLAN_B=\(require)"])
            #expect(met.output.contains("plan a: [[entries]] name = \"x\"  [entries.metadata] version = \"1\""))
            #expect(met.output.contains("plan b: \n"), "\(met.output)")
            let unmet = try await build([
                "STATUS_A=0", "STATUS_B=0", "PLAN_A=\(require)", "PLAN_B=\(require)",
                "UNMET_A=[[unmet]]\nname = \"x\"\n",
            ])
            #expect(unmet.output.contains("plan b: [[entries]] name = \"x\""), "\(unmet.output)")
        }

        @Test func alternativesOfAPlanAreTried() async throws {
            let either = "[[provides]]\nname = \"unused\"\n[[or]]\n[[or.provides]]\nname = \"y\"\n"
            let result = try await build([
                "STATUS_A=0", "STATUS_B=0", "PLAN_A=\(either)", "PLAN_B=[[requires]]\nname = \"y\"\n",
            ])
            #expect(result.status == .exited(0), "\(result.output)")
            #expect(result.output.contains("plan a: [[entries]] name = \"y\""))
        }

        @Test func failuresOfDetectionHaveTheirStatus() async throws {
            let nobody = try await build([])
            #expect(nobody.output.contains("fail: test/plan-a@0.1.0") || nobody.output.contains("fail: test/plan-a"))
            #expect(nobody.output.hasSuffix("failed with status code: 20\n"), "\(nobody.output)")
            let failed = try await build(["STATUS_A=3"])
            #expect(failed.output.contains("err:  test/plan-a") && failed.output.contains("exit status 3"))
            #expect(failed.output.hasSuffix("failed with status code: 21\n"), "\(failed.output)")
            let unmatched = try await build(["STATUS_A=0", "STATUS_B=0", "PLAN_A=[[provides]]\nname = \"x\"\n"])
            #expect(unmatched.output.contains("what these buildpacks require and provide does not match"))
            let malformed = try await build(["STATUS_A=0", "PLAN_A=[[requires]]\nname = 7\n"])
            #expect(
                malformed.output.contains("test/plan-a")
                    && malformed.output.contains(":2:8: \"requires.name\" must be a string"))
        }

        @Test func variablesOfUserAndOperatorAreGiven() async throws {
            let given = try await build(["STATUS_A=0", "STATUS_B=0", "USER_GIVEN=mine"])
            #expect(given.output.contains("environment a: OPERATOR=from the builder USER_GIVEN=mine TARGET=linux/"))
            // The operator's value is a default only.
            #expect(try await build(["STATUS_A=0", "STATUS_B=0", "OPERATOR=mine"]).output.contains("OPERATOR=mine"))
        }

        @Test func optionalAndCompositeBuildpacksAreResolved() async throws {
            try await BuildScene.with(["features": "", "assets.txt": "one"]) { scene in
                let output = try await scene.published()
                #expect(output.contains("1 of 2 buildpacks participating"))
                #expect(output.contains("test/features 1.2.0\n") && !output.contains("test/shell "))
            }
            try await BuildScene.with(["shell": ""]) { scene in
                let output = try await scene.published()
                #expect(output.contains("test/shell 0.1.0\n"))
            }
        }

        @Test func buildpacksGoBeforeAndAfterTheBuildersOrder() async throws {
            try await BuildScene.with(["shell": ""]) { scene in
                let output = try await scene.published([
                    "--pre-buildpack", "test/plan-a", "--post-buildpack", "test/plan-b", "--env", "STATUS_A=0", "--env",
                    "STATUS_B=0",
                ])
                let order = ["plan a:", "handed on:", "plan b:"].map { output.range(of: $0)?.lowerBound }
                #expect(order.compactMap { $0 }.count == 3 && order[0]! < order[1]! && order[1]! < order[2]!)
                let from = try await scene.published([
                    "--buildpack", "test/plan-a,from=builder", "--env", "STATUS_A=0",
                ])
                #expect(from.contains("test/plan-a 0.1.0\n") && from.contains("test/shell  0.1.0\n"))
            }
        }

        /// A name that is a directory here is one, whatever it looks like.
        @Test func aDirectoryIsNamedWithoutASlash() async throws {
            try await BuildScene.with(["shell": ""]) { scene in
                let arguments = scene.buildArguments + ["--publish", "--buildpack", "shell"]
                let made = try await FixtureBuilder.pack(arguments, in: FixtureBuilder.folder)
                #expect(made.status == .exited(0), "\(made.output)")
                #expect(made.output.contains("test/shell 0.1.0\n"))
            }
        }

        private static let refusals: [([String], String)] = [
            (["--buildpack", "test/nobody"], "buildpack \"test/nobody\" is neither in builder"),
            (["--buildpack", "test/features@9"], "has test/features in version 1.2.0 only"),
            (["--buildpack", "ftp://example.org/x.tgz"], "buildpack \"ftp://example.org/x.tgz\" is of no known kind"),
            (
                ["--buildpack", "./nothing"], "buildpack \"./nothing\" does not exist: there is no ./nothing"
            ),
            (["--buildpack", "urn:cnb:registry:a/b"], "urn:cnb:registry: is not supported"),
            (
                ["--buildpack", "docker://cnb-test/none:1", "--pull-policy", "never"],
                "buildpackage \"cnb-test/none:1\" is not in the Docker daemon"
            ),
            (
                ["--buildpack", "docker://paastech/run:bookworm"],
                "is no buildpackage: it lacks the label io.buildpacks.buildpackage.metadata"
            ),
        ]

        @Test(arguments: refusals)
        func whatCannotBeFoundIsNamed(arguments: [String], sentence: String) async throws {
            let result = try await build([], arguments)
            #expect(result.status == .exited(1))
            #expect(result.output.contains(sentence), "\(result.output)")
        }

        @Test func aPackageHoldsABuildpackWithItsParts() async throws {
            let name = "\(FixtureBuilder.prefix)/package:one"
            let directory = try TemporaryDirectory("cnb-package")
            let folder = FixtureBuilder.folder
            let configuration = "[buildpack]\nuri = \"\(folder)/suite\"\n[[dependencies]]\nuri = \"\(folder)/shell\"\n"
            try Data(configuration.utf8).write(to: URL(filePath: directory.file("package.toml")))
            let arguments = ["buildpack", "package", name, "--config", directory.file("package.toml")]
            let refused = try await FixtureBuilder.pack(arguments)
            #expect(refused.output.contains("test/suite needs test/features@1.2.0, which is not in the package"))
            try Data((configuration + "[[dependencies]]\nuri = \"\(folder)/features\"\n").utf8).write(
                to: URL(filePath: directory.file("package.toml")))
            let made = try await FixtureBuilder.pack(arguments)
            #expect(made.status == .exited(0), "\(made.output)")
            let image = try await DockerEngine().inspectImage(name)
            let metadata = try #require(image.config?.labels?["io.buildpacks.buildpackage.metadata"])
            #expect(metadata == #"{"id":"test/suite","stacks":[{"id":"*"}],"version":"2.0.0"}"#)
            let layers = try #require(image.config?.labels?["io.buildpacks.buildpack.layers"])
            #expect(
                layers.contains(
                    #""test/features":{"1.2.0":{"api":"0.10","homepage":"https://example.org/features","layerDiffID":"sha256:"#
                ))
            #expect(image.rootFS?.layers?.count == 3)
            try await BuildScene.with(["shell": ""]) { scene in
                // A builder without the buildpacks: all of them come from the package.
                let output = try await scene.published(["--buildpack", "docker://\(name)"])
                #expect(output.contains("test/shell 0.1.0\n"))
            }
            try await DockerEngine().removeImage(name, force: true)
        }
    }
}
