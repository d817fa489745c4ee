import ClientAPIContract
import FoundationEssentials
import PlatformModel

/// Resources as a server sends them.
enum Samples {
    static let now = Date(timeIntervalSince1970: 1_795_517_378)

    static func project(_ status: ApplicationStatus = .running, name: String = "hello") -> ProjectResource {
        ProjectResource(
            id: ProjectID(), name: name, owner: "alice", config: ProjectConfiguration(environment: [:]), createdAt: now,
            updatedAt: now, url: "http://hello--alice.user-app.localhost:8080",
            remote: "ssh://git@127.0.0.1:2222/hello", deployBranch: "main", status: ContainerStatus(status))
    }

    static func deployment(
        _ number: Int, _ status: DeploymentStatus, digest: String? = "a", age: TimeInterval = 60, reason: String? = nil
    ) -> DeploymentResource {
        DeploymentResource(
            id: DeploymentID(), number: number, status: DeploymentState(status), stage: "build",
            commit: String(repeating: "3f2a9c1d", count: 5), branch: "main", pusher: "alice", keyFingerprint: nil,
            image: nil, imageDigest: digest.map { "sha256:\(String(repeating: $0, count: 64))" }, builder: nil,
            createdAt: now.addingTimeInterval(-age), finishedAt: status.isUnfinished ? nil : now,
            seconds: StageSeconds(build: nil, publish: nil, rollout: nil), reason: reason)
    }

    static func key(_ name: String, value: String = "ssh-ed25519 AAAA") -> KeyResource {
        KeyResource(
            id: KeyID(), name: name, type: "ssh-ed25519", fingerprint: "SHA256:\(name)", value: value, createdAt: now)
    }
}
