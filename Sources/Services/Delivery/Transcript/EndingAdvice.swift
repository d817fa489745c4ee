import PlatformModel

/// What still serves after a deployment that did not become live, and how to go on.
struct EndingAdvice: Sendable {
    let project: ProjectName
    let branch: BranchName
    let outcome: BranchOutcome
    let serving: ServingDeployment?

    func sentences(canRetry: Bool) -> [String] {
        var parts = [serves]
        if let position { parts.append(position) }
        if canRetry { parts.append(retry) }
        return [parts.joined(separator: "; ")] + (lease.map { [$0] } ?? [])
    }

    private var serves: String {
        serving.map { "\(project) stays on deployment \($0.number)" } ?? "\(project) has no live deployment yet"
    }

    private var position: String? {
        switch outcome {
        case .movedBack(to: let commit?): "\(branch) is back at \(commit.abbreviated)"
        case .movedBack(to: nil): "\(branch) is removed again"
        case .keptElsewhere(at: let commit?): "\(branch) is at \(commit.abbreviated) meanwhile"
        case .keptElsewhere(at: nil): "\(branch) is gone meanwhile"
        case .unchanged: nil
        case .unknown(let reason): "\(branch) could not be moved back yet (\(reason)), the platform will"
        }
    }

    private var retry: String {
        if case .unchanged = outcome { return "redeploy to retry" }
        return "push again to retry"
    }

    /// A client's tracking reference stays at the commit that failed, so the bare option would be refused as stale.
    private var lease: String? {
        switch outcome {
        case .movedBack(to: let commit?):
            "to force, name what is there: git push --force-with-lease=\(branch):\(commit) …"
        case .movedBack(to: nil): "to force, say that nothing is there: git push --force-with-lease=\(branch): …"
        case .keptElsewhere, .unchanged, .unknown: nil
        }
    }
}
