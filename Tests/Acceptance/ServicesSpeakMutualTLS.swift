import Foundation
import LinuxSystem
import TestSupport
import Testing

/// An operator's services on TCP instead of unix sockets.
@Suite(.serialized) struct ServicesSpeakMutualTLS {
    @Test func aPushGoesLiveOverMutualTLSAndNobodyElseGetsIn() async throws {
        let certificates = try await PeerCertificates()
        let addresses = [
            "PAASTECH_GIT_CONTROLLER": "localhost:\(try LoopbackPort.free())",
            "PAASTECH_POMEGRANATE": "localhost:\(try LoopbackPort.free())",
        ]
        let services = try await SeparateServices.start(
            environment: addresses.merging(Self.settings(certificates, of: .ours)) { $1 })
        do {
            let alice = try await Developer(on: services, fixture: "static-site")
            let push = try await alice.push("main")
            #expect(push.status == .exited(0), "\(push.errors)")
            #expect(try await alice.browse().body.contains("Hello"))
            #expect(try await alice.projectListing().status == "STATUS_RUNNING")
            for address in addresses.values { try await attack(address, certificates) }
            let stranger = try await removeProject(of: alice, environment: Self.settings(certificates, of: .theirs))
            #expect(!stranger.status.isSuccess)
            #expect(try await alice.browse().status == 200)
        } catch {
            try await services.stop()
            try await removeContainers(of: services)
            throw error
        }
        try await services.stop()
        try await removeContainers(of: services)
        services.removeFiles()
        withExtendedLifetime(certificates) {}
    }

    @Test(arguments: ["0.0.0.0:7443", "[::]:7443", "paas.example.org:7443"])
    func plainTCPOffLoopbackIsRefused(address: String) async throws {
        let result = try await start(["PAASTECH_GIT_CONTROLLER": address])
        #expect(result.status == .exited(1))
        #expect(
            result.errors.contains(
                "PAASTECH_GIT_CONTROLLER: endpoint \"\(address)\" is not loopback and so needs mutual TLS: set "
                    + "PAASTECH_RPC_CERTIFICATE, PAASTECH_RPC_KEY and PAASTECH_RPC_AUTHORITY"), "\(result.errors)")
    }

    @Test func certificatesThatAreNotThereAreNamed() async throws {
        let result = try await start([
            "PAASTECH_POMEGRANATE": "127.0.0.1:7443", "PAASTECH_RPC_CERTIFICATE": "/no/such.pem",
            "PAASTECH_RPC_KEY": "/no/such.key", "PAASTECH_RPC_AUTHORITY": "/no/such.pem",
        ])
        #expect(result.status == .exited(1))
        #expect(result.errors.contains("PAASTECH_RPC_CERTIFICATE names \"/no/such.pem\", which cannot be read"))
    }

    /// Callers without a certificate and with somebody else's; curl tells who gets past the handshake.
    private func attack(_ address: String, _ certificates: PeerCertificates) async throws {
        func call(_ options: [String]) async throws -> Tool.Result {
            let command = ChildCommand(
                executable: "/usr/bin/curl",
                arguments: ["--silent", "--show-error", "--max-time", "10", "--noproxy", "*", "--http2"] + options
                    + ["https://\(address)/"], environment: ["PATH": "/usr/bin:/bin"])
            return try await Tool.run(command)
        }
        func shown(by owner: PeerCertificates.Owner) -> [String] {
            ["--cert", certificates.certificate(of: owner), "--key", certificates.key(of: owner)]
        }
        let trusting = ["--cacert", certificates.authority(.ours)]
        let ours = try await call(trusting + shown(by: .ours))
        #expect(ours.status == .exited(0), "\(ours.errors)")
        for options in [trusting, trusting + shown(by: .theirs)] {
            let refused = try await call(options)
            // 35, 55 and 56: the server hung up in the handshake, before or while the request was sent, or before it was answered.
            #expect([35, 55, 56].map { .exited($0) }.contains(refused.status), "\(refused.status): \(refused.errors)")
        }
        let plain = try await Tool.run(
            ChildCommand(
                executable: "/usr/bin/curl",
                arguments: ["--silent", "--max-time", "10", "--http2-prior-knowledge", "http://\(address)/"],
                environment: ["PATH": "/usr/bin:/bin"]))
        #expect(!plain.status.isSuccess)
    }

    private func removeProject(of developer: Developer, environment: [String: String]) async throws -> Tool.Result {
        let own = RunningPlatform.baseEnvironment.merging(developer.platform.environment) { $1 }
        return try await Tool.run(
            ChildCommand(
                executable: try RunningPlatform.program("paastechd"),
                arguments: ["admin", "project", "remove", "\(developer.user)/\(developer.project)"],
                environment: own.merging(environment) { $1 }))
    }

    /// Starts the one service that needs no database, with these settings.
    private func start(_ environment: [String: String]) async throws -> Tool.Result {
        let directory = try TemporaryDirectory("services")
        defer { withExtendedLifetime(directory) {} }
        return try await Tool.run(
            ChildCommand(
                executable: try RunningPlatform.program("paastechd"),
                arguments: ["git-controller", "--data-dir", directory.file("data")],
                environment: RunningPlatform.baseEnvironment.merging(environment) { $1 }))
    }

    private static func settings(_ certificates: PeerCertificates, of owner: PeerCertificates.Owner) -> [String: String]
    {
        [
            "PAASTECH_RPC_CERTIFICATE": certificates.certificate(of: owner),
            "PAASTECH_RPC_KEY": certificates.key(of: owner),
            "PAASTECH_RPC_AUTHORITY": certificates.authority(owner),
        ]
    }
}
