import Foundation
import TestSupport
import Testing

extension Stories {
    /// The whole way by the command line alone; nothing of it asks, since nobody is there to answer.
    @Test func fromRegistrationToAPage() async throws {
        let platform = try platform()
        let alice = try CommandLineUser(on: platform)
        let server = "http://\(platform.endpoints.api)"

        let early = try await alice.paastech("projects", "--server", server)
        #expect(early.status == .exited(1))
        #expect(early.errors.contains("paastech login --server \(server)"), "\(early.errors)")

        let register = try await alice.paastech(
            "register", "--server", server, "--username", alice.name, "--email", alice.email, "--password-stdin",
            input: alice.password)
        #expect(register.status == .exited(0), "\(register.errors)")
        #expect(register.output == "registered \(alice.name) at \(server)\nsigned in to \(server) as \(alice.name)\n")

        let keyless = try await alice.paastech("keys", "add")
        #expect(keyless.errors.contains("ssh-keygen -t ed25519"), "\(keyless.errors)")
        let key = try OpenSSHClient.Key(alice.directory.file(".ssh/id_ed25519"))
        let secret = try await alice.paastech("keys", "add", key.path)
        #expect(secret.errors.contains("is a private key; it was not sent anywhere"), "\(secret.errors)")
        let added = try await alice.paastech("keys", "add")
        #expect(added.status == .exited(0), "\(added.errors)")

        try await alice.startRepository(from: "static-site")
        let made = try await alice.paastech("init")
        #expect(made.status == .exited(0), "\(made.errors)")
        #expect(made.output.contains("created my-site: http://my-site--\(alice.name).user-app.localhost:"))

        let push = try await alice.git("push", "paastech", "main")
        #expect(push.status == .exited(0), "\(push.errors)")
        let open = try await alice.paastech("open")
        let url = open.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try await browse(url).contains("Hello"))

        let status = try await alice.paastech("status")
        #expect(status.output.hasPrefix("my-site  running  \(url)\nlive: deployment 1 ("), "\(status.output)")
        #expect(!status.output.contains("\u{1B}"), "colours went into a pipe")
    }

    /// Looking after it: configuration, another version, back again, stopped, started, deleted.
    @Test func lookAfterAnApplication() async throws {
        let alice = try CommandLineUser(on: platform())
        try await alice.settleIn()
        #expect(try await alice.paastech("push").status == .exited(0))
        let url = try await alice.paastech("open").output.trimmingCharacters(in: .whitespacesAndNewlines)

        let set = try await alice.paastech("config", "set", "GREETING=hello you", "TOKEN=secret")
        #expect(set.status == .exited(0), "\(set.errors)")
        #expect(!(set.output + set.errors).contains("secret"))
        #expect(try await alice.paastech("config", "get", "GREETING").output == "hello you\n")
        #expect(try await alice.paastech("config", "unset", "TOKEN", "--no-rollout").status == .exited(0))
        #expect(try await alice.paastech("config").output == "GREETING=hello you\n")

        try "<p>second</p>".write(toFile: "\(alice.repository)/index.html", atomically: true, encoding: .utf8)
        try await alice.commit("Say something else")
        #expect(try await alice.paastech("push").status == .exited(0))
        #expect(try await browse(url).contains("second"))
        let back = try await alice.paastech("rollback")
        #expect(back.status == .exited(0), "\(back.errors)")
        #expect(back.output.contains("-----> Live: \(url)"))
        #expect(try await browse(url).contains("Hello"))

        #expect(try await alice.paastech("stop").status == .exited(0))
        let twice = try await alice.paastech("stop")
        #expect(twice.status == .exited(1))
        #expect(twice.errors == "paastech: my-site is not running\n  try: paastech deploy, or git push paastech main\n")
        #expect(try await alice.paastech("deploy").status == .exited(0))
        #expect(try await browse(url).contains("Hello"))

        let deployments = try await alice.paastech("deployments", "--json")
        let numbers = try JSONDecoder().decode([DeploymentListing].self, from: Data(deployments.output.utf8))
        #expect(numbers.map(\.status) == ["live", "replaced", "replaced", "replaced", "replaced"])

        #expect(try await alice.paastech("delete").status == .exited(1))
        #expect(try await alice.paastech("delete", "--yes").status == .exited(0))
        #expect(try await alice.paastech("projects", "--json").output == "[\n\n]\n")
        #expect(try await alice.paastech("status").errors.contains("paastech init"))
    }

    private func browse(_ url: String) async throws -> String {
        try await Tool.run(
            .init(
                executable: "/usr/bin/curl",
                arguments: ["--silent", "--show-error", "--fail", "--max-time", "10", "--noproxy", "*", url],
                environment: ["PATH": "/usr/bin:/bin"])
        ).output
    }
}
