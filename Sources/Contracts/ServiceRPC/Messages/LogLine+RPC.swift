import FoundationEssentials
import PlatformModel
import ServiceProtos

extension LogLine {
    init(_ message: Pomegranate_LogLine) {
        let stream: Stream =
            switch message.stream {
            case .stderr: .error
            case .platform: .platform
            case .stdout, .unspecified, .UNRECOGNIZED: .output
            }
        self.init(
            sequence: Int(clamping: message.offset),
            time: Date(timeIntervalSince1970: Double(message.timeUs) / 1_000_000), stream: stream, text: message.text)
    }

    var message: Pomegranate_LogLine {
        var message = Pomegranate_LogLine()
        message.offset = UInt64(clamping: sequence)
        message.timeUs = Int64((time.timeIntervalSince1970 * 1_000_000).rounded())
        message.stream =
            switch stream {
            case .output: .stdout
            case .error: .stderr
            case .platform: .platform
            }
        message.text = text
        return message
    }
}
