import PlatformModel

/// What is said about a push beside the transcripts of its deployments.
struct PushTranscript: Hashable, Sendable {
    let project: ProjectName
    let deployBranch: BranchName

    /// A reference that git stored and that is not deployed.
    func line(for update: ReferenceUpdate) -> TranscriptLine {
        let kind = update.isBranch ? "branch" : update.isTag ? "tag" : "reference"
        let name = "\(kind) \(update.shortName.quotedForDisplay)"
        guard !update.isDeletion else { return .detail("\(name) deleted") }
        return .detail("\(name) stored, not deployed (deploy branch: \(deployBranch))")
    }

    func stored(_ deployment: Deployment) -> [TranscriptLine] {
        [
            .step("PaaSTech: \(project), \(deployment.branch) at \(deployment.commit.abbreviated) stored"),
            .detail("not deployed, as asked (no-deploy); deploy it with: paastech redeploy"),
        ]
    }

    func detached(_ deployment: Deployment) -> [TranscriptLine] {
        let (branch, commit, number) = (deployment.branch, deployment.commit.abbreviated, deployment.number)
        return [
            .step("PaaSTech: \(project), \(branch) at \(commit), deployment \(number)"),
            .detail("accepted, it goes on in the background; follow it with: paastech logs -f --deployment \(number)"),
        ]
    }
}
