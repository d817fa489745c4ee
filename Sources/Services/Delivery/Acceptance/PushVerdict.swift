import PlatformModel

/// What pre-receive decides about a push.
public enum PushVerdict: Hashable, Sendable {
    case accepted(Acceptance)
    case refused(Refusal)

    public struct Acceptance: Hashable, Sendable {
        public let options: PushOptions
        /// None when the push leaves the deploy branch alone.
        public let deployments: [NewDeployment]
    }

    public struct Refusal: Hashable, Sendable {
        /// One sentence or the lines of the configuration's problems, for the database.
        public let reason: String
        /// What the pusher sees, line by line, without the prefix git adds.
        public let lines: [String]
        /// The options of the push as far as they are known.
        public let options: PushOptions

        init(_ reason: String, options: PushOptions = []) {
            self.reason = reason
            self.options = options
            lines = [" !     Push refused: \(reason)"]
        }

        init(_ refusal: ConfigurationRefusal, options: PushOptions) {
            self.options = options
            reason = refusal.description
            let shown = refusal.problems.prefix(Self.shownAtMost)
            var lines = shown.flatMap { problem in
                var lines = [" !     \(problem)"]
                if let source = problem.source, let caret = problem.caret {
                    lines += ["           \(source)", "           \(caret)"]
                }
                return lines
            }
            if refusal.problems.count > shown.count {
                lines.append(" !     and \(refusal.problems.count - shown.count) more problems in this file")
            }
            lines.append(" !     Push refused, nothing was stored: correct the file, commit and push again")
            self.lines = lines
        }

        private static let shownAtMost = 20
    }
}
