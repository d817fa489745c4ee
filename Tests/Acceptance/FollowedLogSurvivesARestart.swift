import Foundation
import LinuxSystem
import TestSupport
import Testing

extension Stories {
    /// `paastech logs -f` over kill -9 and a new start of the API: every line once, in order, and it says what it does.
    @Test func followedLogSurvivesARestart() async throws {
        let platform = try platform()
        let alice = try CommandLineUser(on: platform)
        try await alice.settleIn()
        #expect(try await alice.paastech("push").status == .exited(0))
        let url = try await alice.paastech("open").output.trimmingCharacters(in: .whitespacesAndNewlines)

        let port = try LoopbackPort.free()
        let first = try await StandaloneAPI(of: platform, port: port)
        let file = alice.directory.file("followed")
        let output = try Descriptor.open(file, flags: O_WRONLY | O_CREAT | O_APPEND)
        var command = alice.command(try RunningPlatform.program("paastech"), ["logs", "-f"], in: alice.repository)
        command.environment["PAASTECH_SERVER"] = "http://127.0.0.1:\(port)"
        command.environment["PAASTECH_TOKEN"] = try alice.token()
        let follower = try ChildProcess(command, descriptors: [1: output.rawValue, 2: output.rawValue])
        defer { follower.signal(SIGKILL) }
        let shown = { (try? String(contentsOfFile: file, encoding: .utf8)) ?? "" }

        try await visit("\(url)/before")
        try await eventually("the line before the loss") { shown().contains("GET /before HTTP/1.1\" 404 ") }
        first.kill()
        try await eventually("the loss is told") { shown().contains("connection lost (") }
        try await visit("\(url)/meanwhile")
        let second = try await StandaloneAPI(of: platform, port: port)
        defer { second.kill() }
        try await eventually("the line from meanwhile") { shown().contains("GET /meanwhile HTTP/1.1\" 404 ") }
        try await visit("\(url)/after")
        try await eventually("the line after") { shown().contains("GET /after HTTP/1.1\" 404 ") }

        let lines = shown().split(separator: "\n").filter { $0.contains(" 404 ") }.compactMap { line in
            ["/before", "/meanwhile", "/after"].first { line.contains("GET \($0) ") }
        }
        #expect(lines == ["/before", "/meanwhile", "/after"], "\(shown())")
        #expect(shown().contains("connected again"))
    }

    private func visit(_ url: String) async throws {
        _ = try await Tool.run(
            .init(
                executable: "/usr/bin/curl",
                arguments: ["--silent", "--max-time", "10", "--noproxy", "*", "--output", "/dev/null", url],
                environment: ["PATH": "/usr/bin:/bin"]))
    }
}
