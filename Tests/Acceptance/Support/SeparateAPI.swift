import Foundation
import LinuxSystem
import TestSupport

/// A client API in a process of its own, beside the one of the platform.
final class SeparateAPI: Sendable {
    let address: String
    private let process: ChildProcess

    /// Starts it and waits until it answers.
    init(on platform: RunningPlatform) async throws {
        address = "127.0.0.1:\(try LoopbackPort.free())"
        let output = try Descriptor.open("\(platform.dataDirectory).api.log", flags: O_WRONLY | O_CREAT | O_APPEND)
        defer { output.close() }
        process = try ChildProcess(
            ChildCommand(
                executable: try RunningPlatform.program("paastechd"),
                arguments: ["api", "--data-dir", platform.dataDirectory, "--api", address],
                environment: [
                    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root",
                    "PAASTECH_REGISTRY": platform.endpoints.registry, "PAASTECH_SSH": platform.endpoints.ssh,
                ]),
            descriptors: [1: output.rawValue, 2: output.rawValue])
        let (address, process) = (address, process)
        try await eventually("the API answers") {
            guard process.poll() == nil else {
                throw RunningPlatform.Failure(description: "the API ended; see \(platform.dataDirectory).api.log")
            }
            let probe = ChildCommand(
                executable: "/usr/bin/curl",
                arguments: ["--silent", "--max-time", "5", "--noproxy", "*", "http://\(address)/openapi.json"],
                environment: ["PATH": "/usr/bin:/bin"])
            return try await Tool.run(probe).status.isSuccess
        }
    }

    deinit { process.signal(SIGKILL) }

    /// kill -9.
    func kill() async throws {
        process.signal(SIGKILL)
        let process = process
        _ = try await Tool.offPool { process.wait() }
    }
}
