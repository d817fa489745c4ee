import PlatformModel

/// Makes pre-receive's verdict stand: records it, and tells the pusher.
public struct PushAcceptance: Sendable {
    private let environment: PushEnvironment
    private let store: any DeploymentStore

    public init(environment: PushEnvironment, store: any DeploymentStore) {
        self.environment = environment
        self.store = store
    }

    /// What the hook writes and returns.
    public struct Answer: Hashable, Sendable {
        public let lines: [String]
        /// Whether git may move the references.
        public let isAccepted: Bool
    }

    /// Records the verdict.
    ///
    /// An accepted push has its rows before git hears of it, or it is refused after all: nothing that was accepted may
    /// be unknown to the database. A refusal stands even when it cannot be recorded.
    public func settle(_ verdict: PushVerdict) async -> Answer {
        switch verdict {
        case .accepted(let acceptance):
            do throws(PlatformError) {
                _ = try await store.open(push(acceptance.options), deployments: acceptance.deployments)
            } catch {
                return Answer(lines: [" !     \(Self.sentence(for: error))"], isAccepted: false)
            }
            return Answer(lines: [], isAccepted: true)
        case .refused(let refusal):
            try? await store.refuse(push(refusal.options), reason: refusal.reason)
            return Answer(lines: refusal.lines, isAccepted: false)
        }
    }

    private func push(_ options: PushOptions) -> Push {
        Push(
            id: environment.push, project: environment.project, user: environment.user,
            keyFingerprint: environment.fingerprint, options: options)
    }

    private static func sentence(for error: PlatformError) -> String {
        switch error.code {
        case .unavailable, .deadlineExceeded, .internalError:
            "PaaSTech is temporarily unavailable, nothing was received; try again in a moment"
        default: "Push refused: \(error.message)"
        }
    }
}
