import FoundationEssentials
import GRPCCore
import GRPCNIOTransportHTTP2
import GitController
import PlatformModel
import ServiceProtos
import Testing

/// Requests no client of ours makes, with the plain generated client.
@Suite("RepositoryNameEscapesItsDirectory")
struct RepositoryNameEscapesItsDirectoryTests {
    private static let names = [
        "", ".", "..", "/", "/etc", "../outside", "../repositories/x", ".trash", "x", "x.git", "*",
        "1b5e2f6a-1111-4222-8333-944455566677.git", "1b5e2f6a-1111-4222-8333-944455566677/",
        "../1b5e2f6a-1111-4222-8333-944455566677", "./1b5e2f6a-1111-4222-8333-944455566677",
        "{1b5e2f6a-1111-4222-8333-944455566677}", "1b5e2f6a111142228333944455566677",
        "1b5e2f6a-1111-4222-8333-944455566677\0", " 1b5e2f6a-1111-4222-8333-944455566677",
        "1b5e2f6a-1111-4222-8333-94445556667\u{301}7", "refs/../../x", String(repeating: "a", count: 100_000),
    ]

    @Test("only a UUID is a name, everything else is INVALID_ARGUMENT and touches nothing")
    func names() async throws {
        try await RunningController.use { client, directory, socket in
            let project = ProjectID()
            try await client.createRepository(project)
            let before = try Self.files(directory)
            let transport = try HTTP2ClientTransport.Posix(
                target: .unixDomainSocket(path: socket), transportSecurity: .plaintext)
            try await withGRPCClient(transport: transport) { raw in
                let manager = Gitrepomanager_GitRepoManager.Client(wrapping: raw)
                for name in Self.names {
                    let request = Gitrepomanager_RepositoryRequest.with { $0.repositoryPath = name }
                    let created = await #expect(throws: RPCError.self) { try await manager.createRepository(request) }
                    #expect(created?.code == .invalidArgument, "\(name.prefix(60))")
                    let deleted = await #expect(throws: RPCError.self) { try await manager.deleteRepository(request) }
                    #expect(deleted?.code == .invalidArgument, "\(name.prefix(60))")
                }
                let upperCase = Gitrepomanager_RepositoryRequest.with {
                    $0.repositoryPath = "\(project)".uppercased()
                }
                let existing = await #expect(throws: RPCError.self) { try await manager.createRepository(upperCase) }
                #expect(existing?.code == .alreadyExists)
            }
            #expect(try Self.files(directory) == before)
        }
    }

    private static func files(_ directory: RepositoryDirectory) throws -> Set<String> {
        let above = String(directory.path[..<(directory.path.lastIndex(of: "/") ?? directory.path.startIndex)])
        return try Set(FileManager.default.subpathsOfDirectory(atPath: above))
    }
}
