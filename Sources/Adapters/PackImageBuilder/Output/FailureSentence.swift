import LinuxSystem
import PlatformModel

/// Puts a failed build into one sentence for its owner.
struct FailureSentence: Sendable {
    /// The builder as its user knows it.
    let builder: String
    /// The directory that was built, relative to the repository.
    let path: String
    let asksForBuildpacks: Bool

    /// What `pack` ended with and why, as far as its output tells.
    func failure(_ output: PackOutput, _ status: ChildProcess.ExitStatus, tool: String) -> BuildFailure {
        if let code = output.lifecycleStatus {
            let stage: DeploymentStage = code == Self.exportError ? .publish : .build
            let message = "Build failed: \(reason(code, output)) (pack: lifecycle status \(code))"
            return BuildFailure(.failed, stage: stage, message: message)
        }
        guard let error = output.lastError.map(Self.withoutPreamble) else {
            return BuildFailure(
                .failed, stage: .build, message: "Build failed: \(tool) ended with \(status), see its output above")
        }
        if error.contains("registry "), let start = error.firstRange(of: "registry "), error.contains(" is unreachable")
        {
            let sentence = error[start.lowerBound...]
            return BuildFailure(.unavailable, stage: .publish, message: "R\(sentence.dropFirst())")
        }
        let kind: BuildFailure.Kind = error.contains("the limit of ") ? .limitExceeded : .failed
        return BuildFailure(kind, stage: .build, message: "Build failed: \(error) (\(tool): \(status))")
    }

    /// pack begins most of its errors with what the sentence says already.
    private static func withoutPreamble(_ error: String) -> String {
        let preamble = "failed to build: "
        return error.hasPrefix(preamble) ? String(error.dropFirst(preamble.count)) : error
    }

    /// Exit status 62 of the lifecycle.
    private static let exportError = 62

    /// Platform specification, "Outputs" of each phase.
    private func reason(_ code: Int, _ output: PackOutput) -> String {
        switch code {
        case 11: "the builder \(builder) is for another platform version"
        case 12: "a buildpack of \(builder) is for another version of the buildpack API"
        case 20:
            asksForBuildpacks
                ? "the buildpacks asked for do not recognise the source in \(path.quotedForDisplay)"
                : "no buildpack of \(builder) recognises the source in \(path.quotedForDisplay)"
        case 21: "a buildpack failed while it looked at the source, see its output above"
        case 22: "detection failed, see its output above"
        case 32: "the previous image cannot be read, see the output above"
        case 42: "the cached layers cannot be restored; push again with -o clear-cache"
        case 51: "\(failed(output)) failed, see its output above"
        case 52: "the buildpacks cannot be run, see the output above"
        case Self.exportError: "the image cannot be exported, see the output above"
        default: "the lifecycle failed, see its output above"
        }
    }

    private func failed(_ output: PackOutput) -> String {
        if let named = output.failedBuildpack { return "buildpack \(named)" }
        return switch output.buildpacks.count {
        case 0: "a buildpack"
        case 1: "buildpack \(output.buildpacks[0])"
        default: "one of the buildpacks \(output.buildpacks.joined(separator: ", "))"
        }
    }
}
