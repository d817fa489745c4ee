import BuildpackLifecycle
import Foundation
import TestSupport
import Testing

@testable import ApplicationImages
@testable import Buildpacks

/// Images that upstream's `pack` and lifecycle made are understood, and ours are made of the same layers.
@Suite struct UpstreamImageTests {
    /// As lifecycle 0.20 writes it: no `api`, `null` for no arguments.
    private static let build = """
        {"buildpacks":[{"id":"trial/kitchen","version":"1.2.3","homepage":"https://example.org/k"}],\
        "launcher":{"version":"0.20.19","source":{"git":{"repository":"github.com/buildpacks/lifecycle","commit":"1"}}},\
        "processes":[{"type":"bare","command":["pwd"],"args":null,"direct":true,"buildpackID":"trial/kitchen"},\
        {"type":"web","command":["bash","-c"],"args":["env | sort"],"direct":true,"buildpackID":"trial/kitchen"}],\
        "buildpack-default-process-type":"web"}
        """

    private static let layers = """
        {"app":[{"sha":"sha256:6294"}],"sbom":{"sha":"sha256:105d"},"buildpacks":[{"key":"trial/kitchen",\
        "version":"1.2.3","layers":{"both":{"sha":"sha256:7aac","data":null,"build":true,"launch":true,"cache":true},\
        "keep":{"sha":"sha256:1045","data":{"k":"1"},"build":false,"launch":true,"cache":false}}}],\
        "config":{"sha":"sha256:2f24"},"launcher":{"sha":"sha256:3e62"},"process-types":{"sha":"sha256:7f5a"},\
        "runImage":{"topLayer":"sha256:79aa","reference":"23e4","image":"run:one"},\
        "stack":{"runImage":{"image":"run:one"}}}
        """

    @Test func anImageOfUpstreamIsInspected() async throws {
        let name = "\(FixtureBuilder.prefix)/upstream:labels"
        let context = try TemporaryDirectory("cnb-labels")
        let text =
            "FROM scratch\nWORKDIR /\nLABEL io.buildpacks.build.metadata='\(Self.build)'\n"
            + "LABEL io.buildpacks.lifecycle.metadata='\(Self.layers)'\n"
        try Data(text.utf8).write(to: URL(filePath: context.file("Dockerfile")))
        let made = try await FixtureBuilder.docker("build", "--network", "none", "--tag", name, context.path)
        try #require(made.status.isSuccess, "\(made.output)\(made.errors)")
        let result = try await FixtureBuilder.pack(["inspect", name])
        _ = try await FixtureBuilder.docker("rmi", name)
        #expect(result.status == .exited(0), "\(result.output)")
        // As `pack` 0.39.1 shows it.
        #expect(
            result.output.hasSuffix(
                """

                Base Image:
                  Reference: 23e4
                  Top Layer: sha256:79aa

                Run Images:
                  run:one

                Rebasable: true

                Buildpacks:
                  ID                   VERSION        HOMEPAGE
                  trial/kitchen        1.2.3          https://example.org/k

                Processes:
                  TYPE                 SHELL        COMMAND        ARGS                 WORK DIR
                  web (default)                     bash           -c env | sort        /
                  bare                              pwd                                 /

                """), "\(result.output)")
    }

    @Test func theDefaultProcessOfTheBuildpacksIsInTheLabel() throws {
        let metadata = try #require(LabelJSON.decode(BuildMetadata.self, Self.build))
        #expect(metadata.defaultProcessType == "web")
        #expect(try LabelJSON.encode(metadata).contains("\"buildpack-default-process-type\":\"web\""))
    }

    /// Before Platform API 0.10 the command was one string.
    @Test func commandsOfOldLifecyclesAreRead() throws {
        let text =
            "{\"processes\":[{\"type\":\"web\",\"command\":\"run it\",\"args\":null,\"direct\":false}],\"buildpacks\":null,\"launcher\":{\"version\":\"0.13.0\"}}"
        let metadata = try #require(LabelJSON.decode(BuildMetadata.self, text))
        #expect(metadata.processes.map(\.command) == [["run it"]])
    }

    /// Names in upstream's layers begin with a slash; those of older images of ours do not.
    @Test(arguments: ["/", ""])
    func billsOfMaterialsAreRestored(root: String) throws {
        let metadata = try #require(LabelJSON.decode(LayersMetadata.self, Self.layers))
        let archive = try ArchiveTests.archive([
            (TarHeader(path: BytePath(root + "layers/sbom/launch/trial_kitchen/"), kind: .directory, mode: 0o755), ""),
            (
                TarHeader(
                    path: BytePath(root + "layers/sbom/launch/trial_kitchen/keep/sbom.cdx.json"), kind: .regular,
                    mode: 0o644), "{}"
            ),
            (
                TarHeader(
                    path: BytePath(root + "layers/sbom/launch/trial_kitchen/sbom.cdx.json"), kind: .regular,
                    mode: 0o644), "{}"
            ),
        ])
        let bills = try PreviousBills(layer: archive, of: metadata)
        #expect(bills.files.map(\.path) == ["trial_kitchen/keep.sbom.cdx.json"])
        #expect(bills.files.map(\.content) == [Array("{}".utf8)])
    }

    /// The digest is the one of the layer that lifecycle 0.20.19 writes for these processes.
    @Test func processTypesAreUpstreamsLayer() throws {
        let processes = ["bare", "web", "worker"].map { LaunchProcess(type: $0, command: ["x"]) }
        let layer = try LifecycleLayers.processTypes(LaunchMetadata(buildpacks: [], processes: processes))
        #expect(
            layer.diffID.description == "sha256:7f5a1fa5d983bac6ace050cb10b771c9f5622b2bbe8b46d17a00871e7dceed07")
    }
}
