import BuildpackLifecycle

/// A program of `/cnb/lifecycle` (Platform specification, "Usage").
public enum Phase: String, Sendable, CaseIterable {
    case analyzer, detector, restorer, builder, exporter, creator, rebaser

    /// Whether the phase reads or writes images; the others start buildpacks.
    var usesImages: Bool {
        switch self {
        case .analyzer, .restorer, .exporter, .creator, .rebaser: true
        case .detector, .builder: false
        }
    }

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
