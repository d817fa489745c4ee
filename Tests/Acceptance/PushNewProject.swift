import Foundation
import Testing

extension Stories {
    @Test func pushNewProject() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        let commit = try await alice.git("rev-parse", "HEAD")

        let push = try await alice.push("main")
        #expect(push.status == .exited(0), "\(push.errors)")
        let transcript = push.errors.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("remote: ") }.map {
            String($0.dropFirst("remote: ".count)).trimmingCharacters(in: .whitespaces)
        }
        let headings = transcript.filter { $0.hasPrefix("-----> ") }
        #expect(headings.count == 5, "\(headings)")
        #expect(headings.first == "-----> PaaSTech: hello, main at \(commit.prefix(7)), deployment 1")
        #expect(headings.dropFirst().first?.hasPrefix("-----> Building with paastech-pack") == true)
        #expect(headings.contains { $0.hasPrefix("-----> Publishing \(alice.platform.endpoints.registry)/") })
        #expect(headings.contains("-----> Rolling out"))
        #expect(
            headings.last?.hasPrefix(
                "-----> Live: http://hello--\(alice.user).user-app.localhost:\(alice.platform.httpPort) (") == true)
        #expect(transcript.contains { $0.contains("===> DETECTING") })
        #expect(transcript.contains { $0.contains("replica 1 healthy after ") })

        let page = try await alice.browse()
        #expect(page.status == 200)
        #expect(page.body.contains("Hello"))
        let id = try await alice.projectListing().id
        #expect(try await alice.browse(host: "\(id).user-app.localhost").status == 200)

        let deployments = try await alice.deployments()
        #expect(deployments.map(\.status) == ["live"])
        #expect(deployments.first?.commit == commit)
        #expect(deployments.first?.pusher == alice.user)
        #expect(deployments.first?.imageDigest?.hasPrefix("sha256:") == true)
        #expect(try await alice.branch() == commit)
        #expect(try await alice.projectListing().status == "STATUS_RUNNING")
    }

    @Test func forcePushDeploys() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        #expect(try await alice.push("main").status == .exited(0))
        try alice.write("<p>rewritten</p>", to: "index.html")
        try await alice.git("add", "--all")
        try await alice.git("commit", "--quiet", "--amend", "--message", "Rewrite the beginning")
        #expect(try await alice.push("main").status == .exited(1), "git itself refuses what is no fast-forward")
        let push = try await alice.push("--force", "main")
        #expect(push.status == .exited(0), "\(push.errors)")
        #expect(try await alice.browse().body.contains("rewritten"))
        #expect(try await alice.branch() == alice.git("rev-parse", "HEAD"))
    }

    @Test func pushWithNothingNewRunsNothing() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        #expect(try await alice.push("main").status == .exited(0))
        let again = try await alice.push("main")
        #expect(again.status == .exited(0))
        #expect(again.errors.contains("Everything up-to-date"))
        #expect(try await alice.deployments().count == 1)
    }

    @Test func pushAChangeReplacesTheOldVersion() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        #expect(try await alice.push("main").status == .exited(0))
        try alice.write("<p>second</p>", to: "index.html")
        try await alice.commit("Say something else")
        let push = try await alice.push("main")
        #expect(push.status == .exited(0), "\(push.errors)")
        #expect(push.errors.contains("traffic switched, deployment 1 drained"))
        #expect(try await alice.browse().body.contains("second"))
        #expect(try await alice.deployments().map(\.status) == ["live", "replaced"])
    }
}
