import Foundation
import LinuxSystem
import TestSupport

/// A `git push` in the background whose transcript can be watched while it grows.
final class StartedPush: Sendable {
    private let process: ChildProcess
    private let file: String

    init(_ developer: Developer, _ arguments: String...) throws {
        file = developer.directory.file("push-\(UUID().uuidString)")
        let output = try Descriptor.open(file, flags: O_WRONLY | O_CREAT)
        let command = developer.pushCommand(arguments.isEmpty ? ["main"] : arguments)
        process = try ChildProcess(command, descriptors: [1: output.rawValue, 2: output.rawValue])
    }

    var transcript: String { (try? String(contentsOfFile: file, encoding: .utf8)) ?? "" }

    /// Waits until the transcript holds `text`, or the push has ended.
    func reach(_ text: String, within limit: Duration = .seconds(60)) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while !transcript.contains(text) {
            guard clock.now < deadline, process.poll() == nil else {
                throw RunningPlatform.Failure(description: "the push never said \(text):\n\(transcript)")
            }
            try await clock.sleep(for: .milliseconds(2))
        }
    }

    /// Waits for the end; nil when it hangs.
    func end(within limit: Duration = .seconds(120)) async throws -> ChildProcess.ExitStatus? {
        let process = process
        let status = try await Tool.offPool { process.wait(milliseconds: CInt(limit.components.seconds * 1000)) }
        if status == nil { process.signalGroup(SIGKILL) }
        return status
    }

    func interrupt() {
        process.signalGroup(SIGINT)
    }
}
