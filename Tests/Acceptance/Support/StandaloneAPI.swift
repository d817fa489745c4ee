import Foundation
import LinuxSystem
import TestSupport

/// A second API process of a running platform, on a port of its own, which may be killed without harm to others.
final class StandaloneAPI: Sendable {
    private let process: ChildProcess

    /// Starts it and waits until it answers. It finds by itself where the platform's database and registry are.
    init(of platform: RunningPlatform, port: Int) async throws {
        let command = ChildCommand(
            executable: try RunningPlatform.program("paastechd"),
            arguments: ["api", "--data-dir", platform.dataDirectory, "--api", "127.0.0.1:\(port)"],
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/root"])
        let log = try Descriptor.open("\(platform.dataDirectory).log", flags: O_WRONLY | O_CREAT | O_APPEND)
        process = try ChildProcess(command, descriptors: [1: log.rawValue, 2: log.rawValue])
        let process = process
        try await eventually("the API listens on port \(port)") {
            if let status = process.poll() {
                throw RunningPlatform.Failure(description: "paastechd api ended with \(status): \(platform.log)")
            }
            return LoopbackPort.answers(port)
        }
    }

    /// kill -9.
    func kill() {
        process.signal(SIGKILL)
    }
}
