import Foundation

/// What `paastechd admin … --json` says.
struct ProjectListing: Decodable {
    let id, name, owner, url, remote, status: String
}

struct DeploymentListing: Decodable {
    struct Seconds: Decodable {
        let build, publish, rollout: Double?
    }

    let id: String
    let number: Int
    let status, stage, commit, branch: String
    let pusher, keyFingerprint, imageDigest, reason, finishedAt: String?
    let seconds: Seconds
}

extension Developer {
    func projectListing() async throws -> ProjectListing {
        let result = try await platform.paastechd(["admin", "project", "list", "--json"])
        let all = try JSONDecoder().decode([ProjectListing].self, from: Data(result.output.utf8))
        guard let own = all.first(where: { $0.owner == user && $0.name == project }) else {
            throw RunningPlatform.Failure(description: "\(user)/\(project) is not listed: \(result.errors)")
        }
        return own
    }

    /// Newest first.
    func deployments() async throws -> [DeploymentListing] {
        let result = try await platform.paastechd(["admin", "deployment", "list", "\(user)/\(project)", "--json"])
        return try JSONDecoder().decode([DeploymentListing].self, from: Data(result.output.utf8))
    }
}
