import PlatformModel

/// Turns what happens to one deployment into the lines of the pusher's terminal.
///
/// A pure value: what is said is decided here, when and where it appears elsewhere.
struct Transcript: Sendable {
    let project: ProjectName
    let branch: BranchName
    let commit: CommitID
    let number: Int
    /// Named where the commit's configuration names no builder.
    let defaultBuilder: String

    func lines(for event: TranscriptEvent) -> [TranscriptLine] {
        switch event {
        case .started:
            [.step("PaaSTech: \(project), \(branch) at \(commit.abbreviated), deployment \(number)")]
        case .configured(let configuration, let isWritten):
            [.detail(describe(configuration, isWritten: isWritten))]
        case .reusing(let digest):
            [.detail("the image of an earlier deployment serves again, nothing is built  \(digest.abbreviated)…")]
        case .warning(let text): [.detail("warning: \(text)")]
        case .waiting(let reason): [.detail(describe(reason))]
        case .build(let event): [line(for: event)]
        case .rollingOut: [.step("Rolling out")]
        case .rollout(let event): line(for: event).map { [$0] } ?? []
        case .engineUnreachable(let reason, let patience):
            [.detail("Pomegranate is unreachable (\(reason)), waiting up to \(patience.forSentence)")]
        case .rolloutUnknown(let reason):
            [
                .failure("Rollout interrupted: \(reason)"),
                .failure("it may serve or not: that is settled, and \(branch) with it, as soon as Pomegranate is back"),
            ]
        case .live(let url, let timings): [.step("Live: \(url) (\(describe(timings)))")]
        case .ended(let failure, let outcome, let serving): ending(failure, outcome, serving)
        }
    }

    private func line(for event: BuildEvent) -> TranscriptLine {
        switch event {
        case .started(let tool): .step("Building with \(tool)")
        case .output(let text): .output(text)
        case .publishing(let image): .step("Publishing \(Self.shortened(image))")
        case .published(let text): .detail(text)
        }
    }

    private func line(for event: RolloutEvent) -> TranscriptLine? {
        switch event {
        case .progress(let text): .detail(text)
        case .replicaHealthy(let replica, let time): .detail("replica \(replica) healthy after \(time.tenths) s")
        case .switched(let drained?): .detail("traffic switched, deployment \(drained) drained")
        case .switched(nil): .detail("traffic switched")
        // What these two mean for the deployment is said by `live` and `ended`.
        case .live, .failed: nil
        }
    }

    private func describe(_ configuration: BuildpacksConfiguration, isWritten: Bool) -> String {
        var parts = [
            "path \(configuration.path.quotedForDisplay)",
            "builder \((configuration.builder ?? defaultBuilder).quotedForDisplay)",
        ]
        let buildpacks = configuration.buildpacks.map { buildpack in
            switch buildpack {
            case .named(let name): name.quotedForDisplay
            case .directory(let path): "./\(path)".quotedForDisplay
            }
        }
        if !buildpacks.isEmpty {
            parts.append("buildpack\(buildpacks.count == 1 ? "" : "s") \(buildpacks.joined(separator: ", "))")
        }
        let variables = configuration.environment.count
        if variables > 0 { parts.append("\(variables) build variable\(variables == 1 ? "" : "s")") }
        let file = BuildpacksConfiguration.file
        return (isWritten ? "\(file): " : "no \(file), defaults: ") + parts.joined(separator: ", ")
    }

    private func describe(_ reason: WaitingReason) -> String {
        switch reason {
        case .project(let doing, let number, let since):
            "another deployment of \(project) is \(doing) (deployment \(number), since \(since.wholeSeconds) s), waiting"
        case .slots(let total, let ahead):
            (total == 1 ? "the only build slot is busy" : "all \(total) build slots are busy")
                + ", \(ahead) ahead of you"
        }
    }

    private func describe(_ timings: DeploymentTimings) -> String {
        let stages = [("build", timings.build), ("publish", timings.publish), ("rollout", timings.rollout)]
        let known = stages.compactMap { name, time in time.map { "\(name) \($0.tenths)" } }
        return "\(timings.total.tenths) s" + (known.isEmpty ? "" : ": " + known.joined(separator: ", "))
    }

    private func ending(
        _ failure: DeliveryFailure, _ outcome: BranchOutcome, _ serving: ServingDeployment?
    ) -> [TranscriptLine] {
        var lines = [TranscriptLine.failure(failure.message)]
        lines += failure.details.map(TranscriptLine.output)
        let advice = EndingAdvice(project: project, branch: branch, outcome: outcome, serving: serving)
        lines += advice.sentences(canRetry: failure.status != .superseded).map(TranscriptLine.failure)
        return lines
    }

    /// `registry/5c0e…:tag` for `registry/5c0e1b2a-…:tag`.
    static func shortened(_ image: String) -> String {
        guard let slash = image.lastIndex(of: "/") else { return image }
        let name = image[image.index(after: slash)...]
        guard let colon = name.firstIndex(of: ":"), ProjectID(name[..<colon]) != nil else { return image }
        return "\(image[...slash])\(name.prefix(4))…\(name[colon...])"
    }
}
