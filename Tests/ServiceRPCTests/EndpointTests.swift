import Glibc
import LinuxSystem
import Logging
import PlatformModel
import ServiceLifecycle
import TestSupport
import Testing

@testable import ServiceRPC

@Suite struct EndpointTests {
    private static let files = RPCCertificates(chain: "c", key: "k", authority: "a")

    @Test func parsesWhatOperatorsWrite() throws {
        #expect(try RPCEndpoint(parsing: "unix:/run/p.sock") == .unixSocket(path: "/run/p.sock"))
        #expect(try RPCEndpoint(parsing: "127.0.0.1:50051") == .loopback(host: "127.0.0.1", port: 50051))
        #expect(try RPCEndpoint(parsing: "localhost:1") == .loopback(host: "127.0.0.1", port: 1))
        #expect(try RPCEndpoint(parsing: "[::1]:50051") == .loopback(host: "::1", port: 50051))
        #expect(
            try RPCEndpoint(parsing: "host.example:443", certificates: Self.files)
                == .tls(host: "host.example", port: 443, Self.files))
        #expect(try RPCEndpoint(parsing: "[::1]:5").description == "[::1]:5")
    }

    @Test(arguments: [
        "", "unix:relative", "unix:/" + String(repeating: "x", count: 200), "127.0.0.1", "127.0.0.1:x", ":80",
        "127.0.0.1:70000", "192.168.0.1:80", "0.0.0.0:80", "host.example:80", "127.0.0.1.evil.example:80",
    ])
    func refusesWhatIsMalformedOrOpenToTheNetwork(text: String) {
        #expect(throws: PlatformError.self) { try RPCEndpoint(parsing: text) }
    }

    @Test func plainTCPOffLoopbackIsRefusedWithTheRemedy() {
        let error = #expect(throws: PlatformError.self) { try RPCEndpoint(parsing: "192.168.0.1:7443") }
        #expect(
            error?.message
                == "endpoint \"192.168.0.1:7443\" is not loopback and so needs mutual TLS: "
                + "set PAASTECH_RPC_CERTIFICATE, PAASTECH_RPC_KEY and PAASTECH_RPC_AUTHORITY")
    }

    @Test func staleSocketIsReplaced() async throws {
        let directory = try TemporaryDirectory("rpc")
        let path = directory.file("s")
        do {
            let listener = try SilentUnixListener(path)
            #expect(throws: PlatformError.self) { try UnixSocketFile(path: path).prepare() }
            withExtendedLifetime(listener) {}
        }
        // The listener is gone, its file is not.
        #expect(access(path, F_OK) == 0)
        try await withServer([.pomegranate(RecordedEngine(), classic: .forTests)], at: .unixSocket(path: path)) {
            endpoint, _ in
            try await PomegranateClient(endpoint: endpoint).stop(ProjectID())
        }
        #expect(access(path, F_OK) != 0)
    }

    @Test func secondServerIsRefusedAndTheFirstServesOn() async throws {
        try await withServer(RecordedEngine()) { endpoint, _ in
            let logger = Logger(label: "second")
            let second = RPCServer(endpoint: endpoint, services: [], logger: logger)
            let error = await #expect(throws: PlatformError.self) { try await second.run() }
            #expect(error?.code == .conflict)
            try await PomegranateClient(endpoint: endpoint).stop(ProjectID())
        }
    }

    @Test func fileThatIsNoSocketIsLeftAlone() throws {
        let directory = try TemporaryDirectory("rpc")
        let path = directory.file("precious")
        _ = try Descriptor.open(path, flags: O_CREAT | O_WRONLY)
        let error = #expect(throws: PlatformError.self) { try UnixSocketFile(path: path).prepare() }
        #expect(error?.code == .conflict)
        #expect(access(path, F_OK) == 0)
    }

    @Test func openDirectoryIsRefused() throws {
        let directory = try TemporaryDirectory("rpc")
        chmod(directory.path, 0o755)
        let error = #expect(throws: PlatformError.self) { try UnixSocketFile(path: directory.file("s")).prepare() }
        #expect(error?.code == .forbidden)
    }

    @Test func newDirectoryKeepsOthersOut() throws {
        let directory = try TemporaryDirectory("rpc")
        try UnixSocketFile(path: directory.file("sub/s")).prepare()
        var status = stat()
        #expect(stat(directory.file("sub"), &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test func plainLoopbackPicksAPort() async throws {
        try await withServer(
            [.pomegranate(RecordedEngine(), classic: .forTests)], at: .loopback(host: "127.0.0.1", port: 0)
        ) { endpoint, _ in
            guard case .loopback(_, let port) = endpoint else { return }
            #expect(port > 0)
            try await PomegranateClient(endpoint: endpoint).stop(ProjectID())
        }
    }
}
