import Foundation
import LinuxSystem
import TestSupport
import Testing

extension Stories {
    @Test func aSecondUpOnOneDataDirectoryIsRefused() async throws {
        let running = try platform()
        let second = try await running.paastechd(["up"])
        #expect(second.status == .exited(1))
        #expect(
            second.errors.contains(
                "data directory \(running.dataDirectory) is in use by paastechd (process \(running.endpoints.pid))"))
    }

    @Test func aTakenPortIsNamed() async throws {
        let running = try platform()
        let command = ChildCommand(
            executable: try RunningPlatform.program("paastechd"),
            arguments: [
                "up", "--data-dir", "/tmp/acceptance-port-\(UUID().uuidString.prefix(8))", "--ssh",
                running.endpoints.ssh,
            ],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
        defer { try? FileManager.default.removeItem(atPath: command.arguments[2]) }
        let result = try await Tool.run(command)
        #expect(result.status == .exited(1))
        #expect(result.errors.contains("address \(running.endpoints.ssh) is taken by another program"))
        #expect(result.errors.contains("--ssh HOST:PORT"))
    }

    @Test func doctorAndConfigSpeak() async throws {
        let doctor = try await platform().paastechd(["doctor"])
        #expect(doctor.output.contains("docker      ok"))
        #expect(doctor.output.contains("database    ok"))
        let usage = try await platform().paastechd(["no-such-command"])
        #expect(usage.status == .exited(64))
    }
}
