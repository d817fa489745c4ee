extension PlanResolver {
    /// One group of an order, judged by what its buildpacks' detection ended with.
    public struct Attempt: Sendable {
        /// What takes part, where the group passes.
        public let resolution: Resolution?
        /// Whether a buildpack of the group ended in an error.
        public let sawError: Bool
        /// What to show when no group passes at all.
        public let report: [String]

        /// `results` by ``BuildpackReference/name``.
        public init(_ group: [BuildpackReference], results: [String: DetectionResult]) {
            var candidates: [Candidate] = []
            var report: [String] = []
            var hasPassed = true
            var sawError = false
            for reference in group {
                guard let result = results[reference.name] else { continue }
                if !result.output.isEmpty {
                    report.append("======== Output: \(reference.name) ========")
                    report.append(String(decoding: result.output, as: UTF8.self).trimmedOfNewlines)
                }
                switch result.verdict {
                case .passed(let plan):
                    candidates.append(Candidate(reference, plan: plan))
                    report.append("pass: \(reference.name)")
                case .failed:
                    hasPassed = hasPassed && reference.isOptional
                    report.append((reference.isOptional ? "skip: " : "fail: ") + reference.name)
                case .errored(let reason):
                    hasPassed = hasPassed && reference.isOptional
                    sawError = true
                    report.append("err:  \(reference.name) (\(reason))")
                }
            }
            resolution = hasPassed && !candidates.isEmpty ? PlanResolver().resolve(candidates) : nil
            if hasPassed, !candidates.isEmpty, resolution == nil {
                report.append("fail: what these buildpacks require and provide does not match")
            }
            self.sawError = sawError
            self.report = report
        }
    }
}

extension String {
    /// Without the newlines at its end.
    fileprivate var trimmedOfNewlines: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
