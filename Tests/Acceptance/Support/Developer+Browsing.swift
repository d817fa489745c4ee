import Foundation
import LinuxSystem
import TestSupport

extension Developer {
    /// What `curl` gets from the application by its friendly name.
    func browse(_ path: String = "/") async throws -> (status: Int, body: String) {
        try await browse(host: "\(project)--\(user).user-app.localhost", path)
    }

    func browse(host: String, _ path: String = "/") async throws -> (status: Int, body: String) {
        let command = ChildCommand(
            executable: "/usr/bin/curl",
            arguments: [
                "--silent", "--show-error", "--max-time", "10", "--noproxy", "*", "--write-out", "\n%{http_code}",
                "http://\(host):\(platform.httpPort)\(path)",
            ], environment: ["PATH": "/usr/bin:/bin"])
        let result = try await Tool.run(platform.inside(command))
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
    }
}
