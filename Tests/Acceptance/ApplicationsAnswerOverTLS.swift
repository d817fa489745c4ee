import Foundation
import LinuxSystem
import TestSupport
import Testing

/// One wildcard certificate for all applications, by ACME's DNS-01 challenge (RFC 8555 section 8.4).
@Suite struct ApplicationsAnswerOverTLS {
    private static let domain = "paastech.example"

    @Test func aWildcardCertificateIsFetchedAndServed() async throws {
        let authority = try await Tool.offPool { try CertificateAuthority() }
        let root = try await authority.root()
        let https = "127.0.0.1:\(try LoopbackPort.free())"
        let platform = try await RunningPlatform.start(
            options: [
                "--domain", Self.domain, "--https", https, "--acme-email", "admin@example.org", "--dns-provider",
                "exec",
            ],
            environment: [
                "PAASTECH_ACME_DIRECTORY": authority.directoryURL,
                "PAASTECH_ACME_AUTHORITIES": authority.serverCertificate,
                "PAASTECH_DNS_RESOLVERS": authority.dns,
                "EXEC_PATH": Developer.fixture("dns/set-txt"), "DNS_SERVER": authority.dnsManagement,
            ])
        do {
            try await pushAndBrowse(platform, root: root)
        } catch {
            try await platform.stop()
            try await removeContainers(of: platform)
            throw error
        }
        try await platform.stop()
        try await removeContainers(of: platform)
        platform.removeFiles()
        withExtendedLifetime(authority) {}
    }

    private func pushAndBrowse(_ platform: RunningPlatform, root: String) async throws {
        let alice = try await Developer(on: platform, fixture: "static-site")
        let push = try await alice.push("main")
        #expect(push.status == .exited(0), "\(push.errors)")
        let address = try #require(platform.endpoints.https)
        let port = try #require(address.split(separator: ":").last)
        let host = "\(alice.project)--\(alice.user).user-app.\(Self.domain)"
        let url = "https://\(host):\(port)"
        #expect(push.errors.contains("-----> Live: \(url) ("))
        let project = try await alice.projectListing()
        #expect(project.url == url)

        for name in [host, "\(project.id).user-app.\(Self.domain)"] {
            // curl takes nothing but the authority's root, and checks the name.
            let page = ChildCommand(
                executable: "/usr/bin/curl",
                arguments: [
                    "--silent", "--show-error", "--max-time", "10", "--noproxy", "*", "--cacert", root, "--capath",
                    "/dev/null", "--resolve", "\(name):\(port):127.0.0.1", "https://\(name):\(port)/",
                ], environment: ["PATH": "/usr/bin:/bin"])
            var last: Tool.Result?
            do {
                try await eventually("\(name) has a certificate of the authority", within: .seconds(60)) {
                    last = try await Tool.run(page)
                    return last?.status.isSuccess == true
                }
            } catch {
                Issue.record("\(error): \(last?.errors ?? "")\n\(platform.log)")
            }
            #expect(last?.output.contains("Hello") == true)
        }
        // One certificate serves both names, so that no project costs a call to the authority.
        let stored = try String(contentsOfFile: "\(platform.dataDirectory)/traefik/acme.json", encoding: .utf8)
        let issued = stored.components(separatedBy: #""certificate":"#).count - 1
        #expect(issued == 1)
        #expect(stored.contains("*.user-app.\(Self.domain)"))
    }
}
