import Foundation
import LinuxSystem
import TestSupport

/// Something like a second machine inside this one: network and mount namespaces with a loopback interface, an empty `/run`
/// and a Docker directory of their own, so that a dockerd can be started there, and killed, beside the one of this machine.
final class PrivateMachine: Sendable {
    private let directory: TemporaryDirectory
    /// Keeps the namespaces; ends when `leash` is closed, also by this process's own death.
    private let holder: ChildProcess
    private let leash: Descriptor

    private init(directory: TemporaryDirectory, holder: ChildProcess, leash: Descriptor) {
        self.directory = directory
        self.holder = holder
        self.leash = leash
    }

    static func make() async throws -> PrivateMachine {
        let directory = try TemporaryDirectory("machine")
        let leash = try Descriptor.pipe()
        let holder = try ChildProcess(
            ChildCommand(
                executable: "/usr/bin/unshare",
                arguments: ["--net", "--mount", "--propagation", "private", "--", "/usr/bin/cat"]),
            descriptors: [0: leash.reading.rawValue])
        leash.reading.close()
        let machine = PrivateMachine(directory: directory, holder: holder, leash: leash.writing)
        try await eventually("the namespaces are there") {
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/mnt")
            let made = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(holder.processID)/ns/mnt")
            // The name of the program changes last.
            let name = try? String(contentsOfFile: "/proc/\(holder.processID)/comm", encoding: .utf8)
            return made != nil && made != own && name == "cat\n"
        }
        let docker = directory.file("docker")
        try FileManager.default.createDirectory(atPath: docker, withIntermediateDirectories: false)
        try FileManager.default.createDirectory(atPath: "/var/lib/docker", withIntermediateDirectories: true)
        try await machine.run("/usr/sbin/ip", ["link", "set", "lo", "up"])
        try await machine.run("/usr/bin/mount", ["-t", "tmpfs", "tmpfs", "/run"])
        try await machine.run("/usr/bin/mount", ["--bind", docker, "/var/lib/docker"])
        return machine
    }

    /// The same command, run in there. A working directory is opened before the namespaces are entered.
    func inside(_ command: ChildCommand) -> ChildCommand {
        var entering = command
        entering.executable = "/usr/bin/nsenter"
        entering.arguments =
            ["--target", "\(holder.processID)", "--net", "--mount"]
            + (command.workingDirectory.map { ["--wd=\($0)"] } ?? []) + ["--", command.executable] + command.arguments
        return entering
    }

    /// Copies images from this machine's engine to the one in there.
    func loadImages(_ names: [String]) async throws {
        let pipe = try Descriptor.pipe()
        let path = ChildCommand.find("docker", in: "/usr/local/bin:/usr/bin") ?? "/usr/bin/docker"
        let environment = ["PATH": "/usr/bin:/bin", "HOME": "/root"]
        let save = try ChildProcess(
            ChildCommand(executable: path, arguments: ["save"] + names, environment: environment),
            descriptors: [1: pipe.writing.rawValue])
        pipe.writing.close()
        let load = ChildCommand(executable: path, arguments: ["load", "--quiet"], environment: environment)
        let loaded = try await Tool.run(inside(load), descriptors: [0: pipe.reading], within: .seconds(300))
        guard loaded.status.isSuccess, try await Tool.offPool({ save.wait() }).isSuccess else {
            throw RunningPlatform.Failure(description: "images cannot be copied: \(loaded.errors)")
        }
    }

    /// Ends what still runs in there, and the namespaces with it.
    func remove() async throws {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(holder.processID)/ns/mnt")
        leash.close()
        for process in try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap({ pid_t($0) }) {
            let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/ns/mnt")
            if let own, space == own { kill(process, SIGKILL) }
        }
        let holder = holder
        _ = try await Tool.offPool { holder.wait() }
    }

    private func run(_ program: String, _ arguments: [String]) async throws {
        let command = ChildCommand(
            executable: program, arguments: arguments, environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
        let result = try await Tool.run(inside(command))
        guard result.status.isSuccess else {
            throw RunningPlatform.Failure(
                description: "\(program) \(arguments.joined(separator: " ")): \(result.errors)")
        }
    }
}
