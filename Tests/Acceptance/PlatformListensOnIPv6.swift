import Foundation
import LinuxSystem
import TestSupport
import Testing

/// A platform whose addresses are IPv6 ones.
@Suite(.serialized) struct PlatformListensOnIPv6 {
    @Test func pushAndBrowseByIPv6() async throws {
        let interfaces = (try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8)) ?? ""
        guard interfaces.contains("00000000000000000000000000000001") else {
            Issue.record("this machine has no ::1, so nothing is shown about IPv6: bring it up (sysctl disable_ipv6=0)")
            return
        }
        let platform = try await RunningPlatform.start(host: "[::1]")
        do {
            try await pushAndBrowse(platform)
        } catch {
            try await platform.stop()
            try await removeContainers(of: platform)
            throw error
        }
        try await platform.stop()
        try await removeContainers(of: platform)
        platform.removeFiles()
    }

    private func pushAndBrowse(_ platform: RunningPlatform) async throws {
        let endpoints = platform.endpoints
        for address in [endpoints.ssh, endpoints.http, endpoints.api] {
            #expect(address.hasPrefix("[::1]:"))
            let port = try #require(address.split(separator: ":").last.flatMap { Int($0) })
            #expect(!LoopbackPort.answers(port), "\(address) is not listened on by IPv4 as well")
        }
        let alice = try await Developer(on: platform, fixture: "static-site")
        #expect(alice.remote.hasPrefix("ssh://git@[::1]:"))
        let push = try await alice.push("main")
        #expect(push.status == .exited(0), "\(push.errors)")
        let host = "\(alice.project)--\(alice.user).user-app.localhost"
        let page = try await curl(["--header", "Host: \(host)", "http://\(endpoints.http)/"])
        #expect(page.output.contains("Hello"), "\(page.errors)")
        let api = try await curl(["--write-out", "%{http_code}", "--output", "/dev/null", "http://\(endpoints.api)/"])
        #expect(api.status == .exited(0), "\(api.errors)")
        let greeting = try await alice.ssh.run(nil, extra: ["-o", "HostName=::1"])
        #expect(greeting.errors.contains("ssh://git@[::1]:\(platform.sshPort)/"), "\(greeting.errors)")
    }

    private func curl(_ arguments: [String]) async throws -> Tool.Result {
        try await Tool.run(
            ChildCommand(
                executable: "/usr/bin/curl",
                arguments: ["--silent", "--show-error", "--max-time", "10", "--noproxy", "*", "--globoff"] + arguments,
                environment: ["PATH": "/usr/bin:/bin"]))
    }
}
