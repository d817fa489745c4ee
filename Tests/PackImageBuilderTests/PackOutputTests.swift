import LinuxSystem
import PlatformModel
import Testing

@testable import PackImageBuilder

/// What is read out of the programs' output.
struct PackOutputTests {
    private static let digest = "sha256:" + String(repeating: "9a", count: 32)

    private func output(_ lines: String...) -> PackOutput {
        var output = PackOutput()
        for line in lines { _ = output.consume(Array(line.utf8)) }
        return output
    }

    @Test func untrustedBuildOfPackIsUnderstood() {
        var output = PackOutput()
        let lines = [
            "===> ANALYZING", "[analyzer] Image with name \"127.0.0.1:5000/x:latest\" not found", "===> DETECTING",
            "[detector] 2 of 4 buildpacks participating", "[detector] paastech/node     0.1.0",
            "[detector] paastech/procfile 0.1.0", "===> RESTORING", "===> BUILDING", "[builder] hello",
            "===> EXPORTING", "[exporter] Adding layer 'paastech/node:modules'",
            "[exporter] Reusing layer 'buildpacksio/lifecycle:launcher'", "[exporter] Added 1/2 app layer(s)",
            "[exporter] Reused 1/2 app layer(s)", "[exporter] *** Images (0123):",
        ]
        let events = lines.map { output.consume(Array($0.utf8)) }
        #expect(events[2] == .phase(.detecting, line: "===> DETECTING"))
        #expect(events[8] == .line("hello"))
        #expect(output.phase == .exporting)
        #expect(output.buildpacks == ["paastech/node 0.1.0", "paastech/procfile 0.1.0"])
        #expect(output.layersAdded == 2 && output.layersReused == 2)
        #expect(output.lifecycleStatus == nil)
    }

    @Test func lastDigestCounts() {
        let fake = "sha256:" + String(repeating: "00", count: 32)
        #expect(output("*** Digest: \(fake)", "*** Digest: \(Self.digest)").digest?.description == Self.digest)
        #expect(output("*** Digest: sha256:12").digest == nil)
    }

    @Test(arguments: [
        (20, "no buildpack of paastech/builder:bookworm recognises the source in \".\""),
        (21, "a buildpack failed while it looked at the source, see its output above"),
        (51, "buildpack paastech/node 0.1.0 failed, see its output above"),
        (62, "the image cannot be exported, see the output above"),
        (99, "the lifecycle failed, see its output above"),
    ])
    func lifecyclesStatusBecomesASentence(code: Int, reason: String) {
        let output = output(
            "===> DETECTING", "paastech/node 0.1.0", "===> BUILDING",
            "ERROR: failed to build: executing lifecycle: failed with status code: \(code)")
        let failure = sentence.failure(output, .exited(1), tool: "pack")
        #expect(failure.message == "Build failed: \(reason) (pack: lifecycle status \(code))")
        #expect(failure.kind == .failed)
        #expect(failure.stage == (code == 62 ? .publish : .build))
    }

    @Test func failedBuildpackIsNamedWhereItIsKnown() {
        let status = "ERROR: executing lifecycle: failed with status code: 51"
        let both = output("===> DETECTING", "a/one 1.0.0", "a/two 2.0.0", status)
        #expect(message(both).contains("one of the buildpacks a/one 1.0.0, a/two 2.0.0 failed"))
        let named = output(
            "===> DETECTING", "a/one 1.0.0", "a/two 2.0.0",
            "ERROR: failed to build: buildpack a/two 2.0.0 failed with exit status 1", status)
        #expect(message(named).contains("buildpack a/two 2.0.0 failed, see"))
    }

    @Test func sourceThatAsksForBuildpacksIsToldSo() {
        let sentence = FailureSentence(builder: "b", path: "web", asksForBuildpacks: true)
        let failure = sentence.failure(
            output("ERROR: failed with status code: 20"), .exited(1), tool: "pack")
        #expect(failure.message.contains("the buildpacks asked for do not recognise the source in \"web\""))
    }

    @Test func unreachableRegistryIsAMatterOfPublishing() {
        let failure = sentence.failure(
            output("ERROR: registry 127.0.0.1:5000 is unreachable: connection refused"), .exited(1),
            tool: "paastech-pack")
        #expect(failure.message == "Registry 127.0.0.1:5000 is unreachable: connection refused")
        #expect(failure.kind == .unavailable && failure.stage == .publish)
    }

    @Test func anythingElseIsPassedOn() {
        #expect(
            message(output("ERROR: failed to build: invalid builder \"x\""))
                == "Build failed: invalid builder \"x\" (pack: exit status 1)")
        #expect(
            sentence.failure(PackOutput(), .signaled(9), tool: "pack").message
                == "Build failed: pack ended with signal 9, see its output above")
        let limit = output("ERROR: the build printed more than 64 MiB, the limit of its output")
        #expect(sentence.failure(limit, .exited(1), tool: "pack").kind == .limitExceeded)
    }

    /// A buildpack's output reaches a terminal and a log: it must not steer them.
    @Test(arguments: [
        ("plain", "plain"), ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}]0;title\u{07}after", "after"),
        ("\u{1B}]8;;http://x\u{1B}\\link", "link"), ("10%\r20%\r100%", "100%"), ("a\u{08}\u{07}b", "ab"),
        ("tab\tkept", "tab\tkept"), ("\u{9B}31mc1", "31mc1"), ("\u{1B}", ""), ("\u{1B}[", ""), ("grün", "grün"),
        ("trailing\r", "trailing"),
    ])
    func escapesAreTakenOut(text: String, expected: String) {
        #expect(TerminalText.plain(Array(text.utf8)) == expected)
    }

    private let sentence = FailureSentence(
        builder: "paastech/builder:bookworm", path: ".", asksForBuildpacks: false)

    private func message(_ output: PackOutput) -> String {
        sentence.failure(output, .exited(1), tool: "pack").message
    }
}
