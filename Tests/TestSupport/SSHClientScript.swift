import Foundation
import LinuxSystem

/// A program of `Tests/SSHClients`, run by the Python of the project's virtual environment.
public struct SSHClientScript: Sendable {
    public struct Missing: Error, CustomStringConvertible {
        public let description: String
    }

    private static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// The script's own path and that of its interpreter, for a transport of git.
    public let path: String
    public let interpreter: String

    /// - Throws: ``Missing`` that names the remedy.
    public init(_ name: String) throws {
        path = "\(Self.project)/Tests/SSHClients/\(name)"
        interpreter = try Self.program("python3")
    }

    /// A program that `.dev/bootstrap tests` installs into the virtual environment.
    public static func program(_ name: String) throws -> String {
        let path = "\(project)/.build-venv/bin/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Missing(description: "\(path) is missing: run .dev/bootstrap tests")
        }
        return path
    }

    public func run(_ arguments: [String], within limit: Duration = .seconds(60)) async throws -> Tool.Result {
        let command = ChildCommand(
            executable: interpreter, arguments: [path] + arguments,
            environment: ["PATH": "/usr/bin:/bin", "HOME": NSTemporaryDirectory(), "PYTHONDONTWRITEBYTECODE": "1"])
        return try await Tool.run(command, within: limit)
    }
}
