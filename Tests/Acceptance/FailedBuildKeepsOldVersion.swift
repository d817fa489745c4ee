import Foundation
import Testing

extension Stories {
    @Test func failedBuildKeepsOldVersion() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        #expect(try await alice.push("main").status == .exited(0))
        let good = try await alice.git("rev-parse", "HEAD")

        try await alice.git("rm", "--quiet", "-r", ".")
        try alice.write("no application\n", to: "notes.txt")
        let bad = try await alice.commit("Remove the site")
        for attempt in 2...3 {
            let push = try await alice.push("main")
            #expect(push.status == .exited(1))
            #expect(
                push.errors.contains(
                    #" !     Build failed: no buildpack of paastech/builder:bookworm recognises the source in "." (pack: lifecycle status 20)"#
                ),
                "\(push.errors)")
            #expect(
                push.errors.contains(
                    "hello stays on deployment 1; main is back at \(good.prefix(7)); push again to retry"))
            #expect(try await alice.branch() == good)
            #expect(try await alice.deployments().first?.number == attempt)
        }
        #expect(try await alice.browse().body.contains("Hello"))
        let newest = try #require(try await alice.deployments().first)
        #expect(newest.status == "failed")
        #expect(newest.stage == "build")
        #expect(newest.commit == bad)
    }

    @Test func rolloutThatNeverAnswersKeepsOldVersion() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        #expect(try await alice.push("main").status == .exited(0))
        let good = try await alice.git("rev-parse", "HEAD")
        try await alice.git("rm", "--quiet", "-r", ".")
        try alice.write("web: sh -c 'echo going down; exit 7'\n", to: "Procfile")
        try await alice.commit("Break it")
        let push = try await alice.push("main")
        #expect(push.status == .exited(1))
        #expect(push.errors.contains(" !     Rollout failed: "), "\(push.errors)")
        #expect(push.errors.contains("going down"))
        #expect(try await alice.branch() == good)
        #expect(try await alice.browse().body.contains("Hello"))
    }

    @Test func firstPushThatFailsLeavesNoBranch() async throws {
        let alice = try await Developer(on: platform(), fixture: "broken-build")
        let push = try await alice.push("main")
        #expect(push.status == .exited(1))
        #expect(
            push.errors.contains(
                " !     Build failed: buildpack paastech/node 0.1.0 failed, see its output above (pack: lifecycle status 51)"
            ), "\(push.errors)")
        #expect(try await alice.branch() == nil)
    }
}
