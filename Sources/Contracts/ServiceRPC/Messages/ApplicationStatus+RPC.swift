import PlatformModel
import ServiceProtos

extension ApplicationStatus {
    init(_ message: Pomegranate_ContainerStatus) {
        switch message {
        case .statusStarting: self = .starting
        case .statusRunning: self = .running
        case .statusStopping: self = .stopping
        case .statusStopped: self = .stopped
        case .statusUnknown, .UNRECOGNIZED: self = .unknown
        }
    }

    var message: Pomegranate_ContainerStatus {
        switch self {
        case .unknown: .statusUnknown
        case .starting: .statusStarting
        case .running: .statusRunning
        case .stopping: .statusStopping
        case .stopped: .statusStopped
        }
    }
}
