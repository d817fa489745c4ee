import Foundation
import LinuxSystem

/// The identity of a child process on disk, so that a child left over by a crash is recognised and ended.
///
/// A process id alone may have been given to a stranger; with the start time of proc(5) it is unique until the next boot.
struct ProcessRecord: Equatable {
    let processID: pid_t
    /// Clock ticks after boot.
    let startTime: UInt64

    init(processID: pid_t, startTime: UInt64) {
        self.processID = processID
        self.startTime = startTime
    }

    /// `nil` when no such process runs.
    init?(running processID: pid_t) {
        guard let text = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8),
            let nameEnd = text.lastIndex(of: ")")
        else { return nil }
        // Fields after the name start with the third, the state; the start time is the 22nd.
        let fields = text[text.index(after: nameEnd)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", let startTime = UInt64(fields[19]) else { return nil }
        self.init(processID: processID, startTime: startTime)
    }

    init?(readingFrom file: String) {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        let fields = text.split(whereSeparator: \.isWhitespace)
        guard fields.count == 2, let processID = pid_t(fields[0]), let startTime = UInt64(fields[1]) else { return nil }
        self.init(processID: processID, startTime: startTime)
    }

    func write(to file: String) {
        try? "\(processID) \(startTime)\n".write(toFile: file, atomically: true, encoding: .utf8)
    }

    var isRunning: Bool { ProcessRecord(running: processID) == self }

    /// Ends the process: asks with `signal`, insists after `patience`.
    func end(signal: Int32, patience: Duration) async {
        guard isRunning else { return }
        kill(processID, signal)
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while isRunning, clock.now < deadline {
            try? await clock.sleep(for: .milliseconds(20))
        }
        if isRunning { kill(processID, SIGKILL) }
    }
}
