import PlatformModel
import ServiceProtos

extension RolloutEvent {
    /// `nil` for an event of a newer server, which is passed over.
    init?(_ message: Pomegranate_RolloutEvent) {
        switch message.event {
        case .progress(let progress): self = .progress(progress.message)
        case .replicaHealthy(let healthy):
            self = .replicaHealthy(
                replica: Int(healthy.replica), after: .microseconds(Int64(clamping: healthy.afterUs)))
        case .switched(let switched): self = .switched(drained: switched.hasDrained ? Int(switched.drained) : nil)
        case .live: self = .live
        case .failed(let failed): self = .failed(RolloutFailure(reason: failed.reason, logTail: failed.logTail))
        case nil: return nil
        }
    }

    var message: Pomegranate_RolloutEvent {
        var message = Pomegranate_RolloutEvent()
        switch self {
        case .progress(let text): message.progress.message = text
        case .replicaHealthy(let replica, let after):
            message.replicaHealthy.replica = UInt32(clamping: replica)
            message.replicaHealthy.afterUs = UInt64(clamping: after.microseconds)
        case .switched(let drained):
            message.switched = .init()
            if let drained { message.switched.drained = UInt32(clamping: drained) }
        case .live: message.live = .init()
        case .failed(let failure):
            message.failed.reason = failure.reason
            message.failed.logTail = failure.logTail
        }
        return message
    }
}
