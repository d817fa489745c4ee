import GRPCCore
import GRPCNIOTransportHTTP2
import PlatformModel
import ServiceProtos
import Testing

@testable import ServiceRPC

/// What any gRPC client may send, good or bad.
@Suite struct PomegranateServiceTests {
    private typealias Client = Pomegranate_Pomegranate.Client<HTTP2ClientTransport.Posix>

    private func withClient(
        _ engine: RecordedEngine, _ body: @escaping @Sendable (Client) async throws -> Void
    ) async throws {
        try await withServer(engine) { endpoint, _ in
            try await withGRPCClient(transport: endpoint.clientTransport()) { try await body(Client(wrapping: $0)) }
        }
    }

    @Test func originalDeployBecomesARollout() async throws {
        let engine = RecordedEngine()
        let project = ProjectID()
        try await withClient(engine) { client in
            _ = try await client.deploy(
                .with {
                    $0.containerName = "\(project)"
                    $0.imageName = "127.0.0.1:5000/\(project)"
                    $0.imageTag = "latest"
                    $0.envVars = ["K": "V"]
                })
        }
        let rollout = try #require(engine.rollouts.first)
        #expect(rollout.image == "127.0.0.1:5000/\(project)@\(ClassicDeployment.digest)")
        #expect(rollout.number == 5)
        #expect(rollout.hosts == ["\(project).user-app.example.org"])
        #expect(rollout.environment == ["K": "V"])
    }

    @Test func originalDeployFailsWithTheLastWords() async throws {
        let engine = RecordedEngine(.init(events: [.failed(RolloutFailure(reason: "no answer", logTail: ["oops"]))]))
        try await withClient(engine) { client in
            let error = await #expect(throws: RPCError.self) {
                _ = try await client.deploy(
                    .with {
                        $0.containerName = "\(ProjectID())"
                        $0.imageName = "image"
                        $0.imageTag = "latest"
                    })
            }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.message == "no answer\noops")
        }
    }

    @Test(arguments: ["", "../x", "paastech-1", "6f0e9f2c-0000-0000-0000-00000000000g", "*"])
    func whatIsNoUUIDIsRefused(name: String) async throws {
        let engine = RecordedEngine()
        try await withClient(engine) { client in
            let error = await #expect(throws: RPCError.self) {
                _ = try await client.stopDeploy(.with { $0.containerName = name })
            }
            #expect(error?.code == .invalidArgument)
        }
        #expect(engine.calls.isEmpty)
    }

    @Test(arguments: [
        "image:latest", "image", "image@sha256:abc", "@sha256:" + String(repeating: "a", count: 64),
        "a b@sha256:" + String(repeating: "a", count: 64), "-x@sha256:" + String(repeating: "a", count: 64),
    ])
    func rolloutsNameTheirImageByDigest(image: String) async throws {
        let engine = RecordedEngine()
        try await withClient(engine) { client in
            let error = await #expect(throws: RPCError.self) {
                try await client.rollout(
                    .with {
                        $0.projectID = "\(ProjectID())"
                        $0.deploymentID = "\(DeploymentID())"
                        $0.number = 1
                        $0.image = image
                        $0.hosts = ["a.example"]
                        $0.replicas = 1
                        $0.deadlineMs = 1000
                    }
                ) { response in
                    for try await _ in response.messages {}
                }
            }
            #expect(error?.code == .invalidArgument)
        }
        #expect(engine.rollouts.isEmpty)
    }

    @Test func imagesOfOthersAreNotDeleted() async throws {
        let engine = RecordedEngine()
        try await withClient(engine) { client in
            let error = await #expect(throws: RPCError.self) {
                _ = try await client.deleteImage(
                    .with {
                        $0.containerName = "\(ProjectID())"
                        $0.imageName = "127.0.0.1:5000/\(ProjectID())"
                        $0.imageTag = "latest"
                    })
            }
            #expect(error?.code == .invalidArgument)
        }
        #expect(engine.calls.isEmpty)
    }
}
