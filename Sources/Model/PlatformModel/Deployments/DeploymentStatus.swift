/// Where a deployment is in its life. The raw values are those of the database.
public enum DeploymentStatus: String, Hashable, Sendable, CaseIterable {
    /// Accepted by pre-receive; the reference may not have moved yet.
    case received
    /// Kept without deploying, as asked (`-o no-deploy`).
    case stored
    /// Waiting for the project's lock or a build slot.
    case queued
    case building
    case publishing
    case rollingOut = "rolling_out"
    /// What serves now; at most one a project.
    case live
    /// Refused before anything was stored.
    case refused
    case failed
    case canceled
    /// A newer push of the same project overtook it while it waited.
    case superseded
    /// Its process died; settled by a sweep.
    case abandoned
    /// Was live until a newer deployment took its place.
    case replaced

    /// Whether some process is expected to move this deployment on.
    public var isUnfinished: Bool {
        switch self {
        case .received, .queued, .building, .publishing, .rollingOut: true
        case .stored, .live, .refused, .failed, .canceled, .superseded, .abandoned, .replaced: false
        }
    }

    public static let unfinished: [DeploymentStatus] = allCases.filter(\.isUnfinished)
}
