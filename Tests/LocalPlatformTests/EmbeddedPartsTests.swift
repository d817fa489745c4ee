import Foundation
import LinuxSystem
import Logging
import PlatformModel
import PostgresClient
import ServiceLifecycle
import TestSupport
import Testing

@testable import LocalPlatform

/// The real programs, started the way `paastechd up` starts them.
@Suite struct EmbeddedPartsTests {
    @Test func postgresIsMadeStartedAndStartedAgainAfterKill9() async throws {
        try await withPlatformDirectory { directory in
            let postgres = try EmbeddedPostgres(directory: directory)
            let process = try postgres.makeProcess(logger: Logger(label: "test"))
            try await process.start()
            try await postgres.createDatabase()
            try await postgres.createDatabase()
            let configuration = try PostgresConfiguration(url: postgres.url)
            try await onThread {
                let connection = try PostgresConnection(configuration)
                try connection.executeScript(unescaped: "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
            }

            try await whileRunning(process) {
                let killed = try #require(serverProcess(in: directory))
                kill(killed, SIGKILL)
                try await eventually("a new server answers") {
                    guard let now = serverProcess(in: directory), now != killed else { return false }
                    let rows = try? await onThread {
                        try PostgresConnection(configuration).query("SELECT n FROM kept").count
                    }
                    return rows == 1
                }
            }
            #expect(serverProcess(in: directory).map { ProcessRecord(running: $0) } == nil)
        }
    }

    @Test func aChildLeftByACrashIsEndedBeforeANewOneStarts() async throws {
        try await withPlatformDirectory { directory in
            let postgres = try EmbeddedPostgres(directory: directory)
            let first = try postgres.makeProcess(logger: Logger(label: "test"))
            try await first.start()
            let left = try #require(serverProcess(in: directory))

            // A second supervisor, as after kill -9 of the first one: it knows the child only by its record.
            let second = try postgres.makeProcess(logger: Logger(label: "test"))
            try await second.start()
            let now = try #require(serverProcess(in: directory))
            #expect(now != left)
            #expect(first.plan.name == "PostgreSQL")
            await second.stop()
        }
    }

    @Test func theRegistryAnswersOnItsAddress() async throws {
        try await withPlatformDirectory { directory in
            let address = try HostAndPort(host: "127.0.0.1", port: 0).claimed(option: "--registry")
            let registry = try EmbeddedRegistry(directory: directory, address: address, searchPath: searchPath)
            let process = try registry.makeProcess(logger: Logger(label: "test"))
            try await process.start()
            #expect(await HTTPProbe.answers("http://\(address)/v2/"))
            await process.stop()
            #expect(await !HTTPProbe.answers("http://\(address)/v2/"))
        }
    }

    @Test func aProgramThatDiesAtOnceIsReportedWithItsLastWords() async throws {
        try await withPlatformDirectory { directory in
            let command = ChildCommand(executable: "/bin/sh", arguments: ["-c", "echo no such luck >&2; exit 3"])
            let plan = ManagedProcess.Plan(name: "luck", command: command, isReady: { false })
            let process = ManagedProcess(plan, directory: directory, logger: Logger(label: "test"))
            let error = await #expect(throws: PlatformError.self) { try await process.start() }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("luck ended with exit status 3 while starting") == true)
            #expect(error?.message.contains("no such luck") == true)
        }
    }

    private let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
}

/// Directly under /tmp, because PostgreSQL's user has to reach it.
private func withPlatformDirectory(_ body: (DataDirectory) async throws -> Void) async throws {
    let directory = DataDirectory(path: "/tmp/local-platform-\(UUID().uuidString.prefix(8))")
    try directory.prepare()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    try await body(directory)
}

private func serverProcess(in directory: DataDirectory) -> pid_t? {
    let text = try? String(contentsOfFile: "\(directory.postgres)/postmaster.pid", encoding: .utf8)
    return text?.split(separator: "\n").first.flatMap { pid_t($0) }
}

/// Runs the process as a service for the time of `body`, then shuts it down in order.
private func whileRunning(_ process: ManagedProcess, _ body: () async throws -> Void) async throws {
    let group = ServiceGroup(services: [process], logger: Logger(label: "test"))
    async let running: Void = group.run()
    let result: Result<Void, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    await group.triggerGracefulShutdown()
    try await running
    try result.get()
}
