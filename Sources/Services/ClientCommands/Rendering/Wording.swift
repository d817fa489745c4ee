import ClientAPIContract
import FoundationEssentials
import PlatformModel

/// Numbers and states in words.
enum Wording {
    /// `12 s`, `3 min`, `2 h`, `5 days`.
    static func span(_ interval: TimeInterval) -> String {
        let seconds = Int(max(0, interval))
        switch seconds {
        case ..<100: return "\(seconds) s"
        case ..<6000: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) days"
        }
    }

    static func ago(_ date: Date, now: Date) -> String { "\(span(now.timeIntervalSince(date))) ago" }

    /// `0.5 s`, rounded to a tenth.
    static func seconds(_ duration: Duration) -> String {
        let tenths = (duration / .milliseconds(100)).rounded()
        return "\(tenths / 10) s"
    }

    /// `512 MB`, `1.5 GB`; powers of 1024.
    static func bytes(_ count: UInt64) -> String {
        var value = Double(count)
        for unit in ["B", "kB", "MB", "GB"] {
            if value < 1024 { return "\(tidy(value)) \(unit)" }
            value /= 1024
        }
        return "\(tidy(value)) TB"
    }

    /// One digit after the point below ten, none above.
    static func tidy(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return tenths < 10 && tenths != tenths.rounded() ? "\(tenths)" : "\(Int(value.rounded()))"
    }

    static func state(_ status: ContainerStatus) -> String {
        switch status.known {
        case .running: "running"
        case .starting: "starting"
        case .stopping: "stopping"
        case .stopped: "stopped"
        case .unknown: "not deployed"
        }
    }

    /// `rolling out` for `rolling_out`.
    static func state(_ state: DeploymentState) -> String {
        String(state.rawValue.map { $0 == "_" ? " " : $0 })
    }

    /// Time from acceptance to the end; empty while it is under way.
    static func took(_ deployment: DeploymentResource) -> String {
        guard let end = deployment.finishedAt else { return "" }
        return "\(tidy(max(0, end.timeIntervalSince(deployment.createdAt)))) s"
    }
}

extension Style {
    func state(_ state: DeploymentState) -> (String) -> String {
        switch state.known {
        case .live: green
        case .refused, .failed, .abandoned: red
        case .received, .queued, .building, .publishing, .rollingOut: yellow
        case .stored, .canceled, .superseded, .replaced: dim
        case nil: { $0 }
        }
    }

    func state(_ status: ContainerStatus) -> (String) -> String {
        switch status.known {
        case .running: green
        case .starting, .stopping: yellow
        case .stopped, .unknown: dim
        }
    }
}
