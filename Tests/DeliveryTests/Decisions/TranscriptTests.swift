import PlatformModel
import Testing

@testable import Delivery

@Suite struct TranscriptTests {
    let transcript = Transcript(
        project: Samples.name("hello"), branch: .main, commit: CommitID("3f2a9c1d0b7e3f2a9c1d0b7e3f2a9c1d0b7e3f2a")!,
        number: 4, defaultBuilder: "paastech/builder:bookworm")

    private func text(_ events: TranscriptEvent...) -> [String] {
        events.flatMap(transcript.lines).map(\.rendered)
    }

    @Test func aSuccessfulPushReadsAsDocumented() {
        let configuration = BuildpacksConfiguration(environment: [.init(name: "A", value: "b")])
        let timings = DeploymentTimings(
            total: .milliseconds(6200), build: .milliseconds(3900), publish: .milliseconds(400),
            rollout: .milliseconds(1900))
        let lines = text(
            .started, .configured(configuration, isWritten: true), .build(.started(tool: "pack 0.39.1")),
            .build(.output("===> DETECTING")), .build(.output("paastech/static 0.1.0")),
            .build(.publishing("127.0.0.1:5000/5c0e21aa-96a2-4a53-9d55-bb6a5f3a9fd1:3f2a9c1d0b7e")),
            .build(.published("2 of 7 layers new, 18.4 kB  sha256:9a41…")), .rollingOut,
            .rollout(.replicaHealthy(replica: 1, after: .milliseconds(812))), .rollout(.switched(drained: 3)),
            .rollout(.live), .live(url: "http://hello--alice.user-app.localhost:8080", timings: timings))
        #expect(
            lines == [
                "-----> PaaSTech: hello, main at 3f2a9c1, deployment 4",
                #"       paastech/buildpacks.yaml: path ".", builder "paastech/builder:bookworm", 1 build variable"#,
                "-----> Building with pack 0.39.1",
                "       ===> DETECTING",
                "       paastech/static 0.1.0",
                "-----> Publishing 127.0.0.1:5000/5c0e…:3f2a9c1d0b7e",
                "       2 of 7 layers new, 18.4 kB  sha256:9a41…",
                "-----> Rolling out",
                "       replica 1 healthy after 0.8 s",
                "       traffic switched, deployment 3 drained",
                "-----> Live: http://hello--alice.user-app.localhost:8080 (6.2 s: build 3.9, publish 0.4, rollout 1.9)",
            ])
    }

    @Test func theConfigurationNamesWhatIsSet() {
        let configuration = BuildpacksConfiguration(
            path: "site", builder: "heroku/builder:24", buildpacks: [.named("a/b@1"), .directory("bp")],
            environment: [.init(name: "A", value: "b"), .init(name: "C", value: "")])
        #expect(
            text(.configured(configuration, isWritten: true)) == [
                #"       paastech/buildpacks.yaml: path "site", builder "heroku/builder:24", "#
                    + #"buildpacks "a/b@1", "./bp", 2 build variables"#
            ])
    }

    @Test func aCommitWithoutTheFileSaysSo() {
        #expect(
            text(.configured(BuildpacksConfiguration(), isWritten: false)) == [
                #"       no paastech/buildpacks.yaml, defaults: path ".", builder "paastech/builder:bookworm""#
            ])
    }

    @Test func waitingSaysForWhat() {
        #expect(
            text(.waiting(.project(doing: "building", number: 3, since: .milliseconds(12_900)))) == [
                "       another deployment of hello is building (deployment 3, since 12 s), waiting"
            ])
        #expect(
            text(.waiting(.slots(total: 2, ahead: 1))) == ["       all 2 build slots are busy, 1 ahead of you"])
    }

    @Test func aFailureSaysWhatStillServesAndHowToGoOn() {
        let failure = DeliveryFailure(stage: .build, message: "Build failed: no buildpack recognises the source")
        let live = CommitID("77ab01277ab01277ab01277ab01277ab01277ab0")!
        let lines = text(
            .ended(failure, .movedBack(to: live), serving: ServingDeployment(number: 3, commit: live)))
        #expect(
            lines == [
                " !     Build failed: no buildpack recognises the source",
                " !     hello stays on deployment 3; main is back at 77ab012; push again to retry",
                " !     to force, name what is there: "
                    + "git push --force-with-lease=main:77ab01277ab01277ab01277ab01277ab01277ab0 …",
            ])
    }

    @Test func aFirstFailureLeavesNoBranch() {
        let failure = DeliveryFailure(stage: .publish, message: "Registry 127.0.0.1:5000 is unreachable: refused")
        #expect(
            text(.ended(failure, .movedBack(to: nil), serving: nil)).dropFirst().first
                == " !     hello has no live deployment yet; main is removed again; push again to retry")
    }

    @Test func aFailedRolloutShowsTheApplicationsLastWords() {
        let failure = DeliveryFailure(
            RolloutFailure(reason: "nothing answered on port 80 within 60 s", logTail: ["Traceback", "  \u{1B}[31mno"]))
        #expect(
            text(.ended(failure, .unchanged, serving: nil)) == [
                " !     Rollout failed: nothing answered on port 80 within 60 s; the last lines of the application:",
                "       Traceback",
                "         [31mno",
                " !     hello has no live deployment yet; redeploy to retry",
            ])
    }

    @Test func aSupersededPushPointsToTheNewerOne() {
        let newer = Samples.deployment(5, Samples.b, .queued)
        let live = ServingDeployment(number: 3, commit: Samples.a)
        #expect(
            text(.ended(.superseded(by: newer), .keptElsewhere(at: newer.commit), serving: live)) == [
                " !     superseded by bbbbbbb",
                " !     hello stays on deployment 3; main is at bbbbbbb meanwhile",
            ])
    }

    /// Security regression: a builder's or application's output must not drive the pusher's terminal.
    @Test func buildOutputCannotDriveTheTerminal() {
        let lines = text(.build(.output("\u{1B}]0;owned\u{7}\r\u{9B}2Jx\u{202E}\ty")))
        #expect(lines == ["       ]0;owned2Jx    y"])
    }

    @Test func aLineHasABound() {
        let line = transcript.lines(for: .build(.output(String(repeating: "x", count: 10_000))))[0]
        #expect(line.text.count == DisplayedText.longestLine + 1)
        #expect(line.text.hasSuffix("…"))
    }
}
