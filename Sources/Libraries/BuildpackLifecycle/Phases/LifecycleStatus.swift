/// The exit statuses of a lifecycle's phases, the same as upstream's so that platforms can tell failures apart.
public enum LifecycleStatus: CInt, Sendable {
    /// The command line cannot be understood.
    case invalidArguments = 3
    /// The platform speaks a Platform API this lifecycle does not.
    case platformAPI = 11
    case nothingDetected = 20
    case detectionFailed = 21
    case detectError = 22
    case analyzeError = 32
    case restoreError = 42
    case buildpackFailed = 51
    case buildError = 52
    case exportError = 62
    case rebaseError = 72
    case launchError = 82

    /// The status for an error of a phase whose generic status is `phase`.
    package init(for error: BuildpackError, in phase: LifecycleStatus) {
        self =
            switch error.code {
            case .nothingDetected: .nothingDetected
            case .detectionFailed: .detectionFailed
            case .buildpackFailed: .buildpackFailed
            default: phase
            }
    }

    /// The phase's failure in words.
    package var failure: String {
        switch self {
        case .invalidArguments: "failed to parse arguments"
        case .platformAPI: "failed to set platform API"
        case .nothingDetected, .detectionFailed, .detectError: "failed to detect"
        case .analyzeError: "failed to analyze"
        case .restoreError: "failed to restore"
        case .buildpackFailed, .buildError: "failed to build"
        case .exportError: "failed to export"
        case .rebaseError: "failed to rebase"
        case .launchError: "failed to launch"
        }
    }
}
