import BuildpackLifecycle

/// A program of `/cnb/lifecycle` (Platform specification, "Usage").
public enum Phase: String, Sendable, CaseIterable {
    case analyzer, detector, restorer, builder, exporter, creator, rebaser

    /// The exit status of a failure that has none of its own.
    var failureStatus: LifecycleStatus {
        switch self {
        case .analyzer: .analyzeError
        case .detector: .detectError
        case .restorer: .restoreError
        case .builder: .buildError
        case .exporter, .creator: .exportError
        case .rebaser: .rebaseError
        }
    }
}
