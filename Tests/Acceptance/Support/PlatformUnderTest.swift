import LinuxSystem
import TestSupport

/// What developers and operators need of a running platform, however its parts are spread over processes.
protocol PlatformUnderTest: Sendable {
    var dataDirectory: String { get }
    var endpoints: RunningPlatform.Endpoints { get }
    /// Where it runs; nil for this machine itself.
    var machine: PrivateMachine? { get }
    /// What an operator has set for `paastechd`, beside the search path.
    var environment: [String: String] { get }
}

extension PlatformUnderTest {
    var sshPort: UInt16 { UInt16(endpoints.ssh.split(separator: ":").last ?? "") ?? 0 }
    var httpPort: UInt16 { UInt16(endpoints.http.split(separator: ":").last ?? "") ?? 0 }

    /// The same command, run where the platform's addresses lead to it.
    func inside(_ command: ChildCommand) -> ChildCommand { machine?.inside(command) ?? command }

    /// Runs `paastechd` on this platform.
    func paastechd(_ arguments: [String], input: String? = nil) async throws -> Tool.Result {
        var descriptors: [CInt: Descriptor] = [:]
        if let input {
            let pipe = try Descriptor.pipe()
            try Array(input.utf8).withUnsafeBytes { _ = try pipe.writing.write($0) }
            pipe.writing.close()
            descriptors[0] = pipe.reading
        }
        let command = ChildCommand(
            executable: try RunningPlatform.program("paastechd"), arguments: arguments + ["--data-dir", dataDirectory],
            environment: RunningPlatform.baseEnvironment.merging(environment) { $1 })
        return try await Tool.run(inside(command), descriptors: descriptors)
    }

    /// The lines `docker` prints, asked of the engine that this platform uses.
    func docker(_ arguments: [String]) async throws -> [String] {
        let path = ChildCommand.find("docker", in: "/usr/local/bin:/usr/bin") ?? "/usr/bin/docker"
        let command = ChildCommand(
            executable: path, arguments: arguments, environment: ["PATH": "/usr/bin:/bin", "HOME": "/root"])
        return try await Tool.run(inside(command)).output.split(separator: "\n").map(String.init)
    }
}
