import Foundation
import LinuxSystem
import TestSupport
import Testing

/// What systemd relies on when it looks after `paastechd up`: readiness, and a start after each end.
@Suite(.serialized) struct PlatformIsAService {
    /// The Traefik that a crash leaves behind holds the address until the next start takes its place.
    @Test func aCrashedPlatformComesBackAtItsOwnAddress() async throws {
        let options = ["--http", "127.0.0.1:\(try LoopbackPort.free())"]
        let first = try await RunningPlatform.start(options: options)
        defer { first.removeFiles() }
        try await first.crash()
        #expect(LoopbackPort.answers(Int(first.httpPort)))
        let second = try await first.restarted(options: options)
        #expect(second.endpoints.http == first.endpoints.http)
        #expect(LoopbackPort.answers(Int(second.httpPort)))
        try await second.stop()
        #expect(!LoopbackPort.answers(Int(second.httpPort)))
    }

    @Test func theServiceManagerHearsOfReadinessAndOfTheStop() async throws {
        let receiver = try DatagramReceiver(name: "/tmp/notify-\(UUID().uuidString.prefix(8))")
        let platform = try await RunningPlatform.start(environment: ["NOTIFY_SOCKET": receiver.name])
        defer { platform.removeFiles() }
        #expect(
            try receiver.next()
                == "READY=1\nSTATUS=push with git push ssh://git@\(platform.endpoints.ssh)/PROJECT main\n")
        try await platform.stop()
        #expect(try receiver.next().hasPrefix("STOPPING=1\n"))
    }

    /// Its address names the images, so it cannot move out of the way.
    @Test func aStrangerAtTheRegistrysAddressIsNamed() async throws {
        let stranger = try PrivateRegistry()
        defer { stranger.remove() }
        let directory = "/tmp/acceptance-registry-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(
            atPath: "\(directory)/registry", withIntermediateDirectories: true)
        try stranger.host.write(toFile: "\(directory)/registry/address", atomically: true, encoding: .utf8)
        let command = ChildCommand(
            executable: try RunningPlatform.program("paastechd"),
            arguments: [
                "up", "--data-dir", directory, "--ssh", "127.0.0.1:0", "--http", "127.0.0.1:0", "--api", "127.0.0.1:0",
            ], environment: RunningPlatform.baseEnvironment)
        let result = try await Tool.run(command)
        #expect(result.status == .exited(1))
        #expect(result.errors.contains("address \(stranger.host) is taken by another program"))
    }
}
