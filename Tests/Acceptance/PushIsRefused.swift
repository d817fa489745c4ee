import Foundation
import LinuxSystem
import TestSupport
import Testing

extension Stories {
    @Test func pushWithUnknownKey() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        let stranger = OpenSSHClient(
            port: alice.platform.sshPort, key: try .init(alice.directory.file("stranger")), directory: alice.directory)
        let push = try await stranger.runGit(["push", "paastech", "main"], in: alice.repository)
        #expect(!push.status.isSuccess)
        #expect(push.errors.contains("Permission denied (publickey)"))
        #expect(try await alice.deployments().isEmpty)
    }

    @Test func someoneElsesProjectLooksLikeAMissingOne() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        let mallory = try await Developer(on: platform(), fixture: "static-site", project: "other")
        for target in ["\(alice.user)/hello", "\(alice.user)/missing", try await alice.projectListing().id] {
            let url = "ssh://git@\(mallory.platform.endpoints.ssh)/\(target)"
            let push = try await mallory.ssh.runGit(["push", url, "main"], in: mallory.repository)
            #expect(!push.status.isSuccess)
            #expect(
                push.errors.contains(
                    "fatal: remote error: project '\(target)' does not exist, or your key \"laptop\" has no access to it"
                ),
                "\(push.errors)")
        }
    }

    @Test func shellIsGreetedAndSentAway() async throws {
        let alice = try await Developer(on: platform(), fixture: nil)
        let shell = try await alice.ssh.run(nil)
        #expect(shell.status == .exited(1))
        #expect(
            (shell.output + shell.errors).contains(
                "Hi \(alice.user), your key \"laptop\" works. PaaSTech gives no shell"))
    }

    @Test func badConfigurationIsRefusedWithItsPosition() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        try alice.write("buildpacks:\n  path: \".\"\n  buildr: x\n", to: "paastech/buildpacks.yaml")
        try await alice.commit("Misspell a key")
        let push = try await alice.push("main")
        #expect(push.status == .exited(1))
        #expect(
            push.errors.contains(#"paastech/buildpacks.yaml:3:3: unknown key "buildr", did you mean "builder"?"#),
            "\(push.errors)")
        #expect(try await alice.branch() == nil)
    }

    @Test func unknownPushOptionIsRefusedWithTheKnownOnes() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        let push = try await alice.push("-o", "force", "main")
        #expect(push.status == .exited(1))
        #expect(
            push.errors.contains(#"unknown push option "force"; known are: no-deploy, clear-cache, detach"#),
            "\(push.errors)")
    }

    @Test func deployBranchCannotBeDeleted() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        #expect(try await alice.push("main").status == .exited(0))
        let push = try await alice.push("--delete", "main")
        #expect(push.status == .exited(1))
        #expect(try await alice.branch() != nil)
    }
}
