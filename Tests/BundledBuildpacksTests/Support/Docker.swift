import LinuxSystem
import TestSupport

/// The `docker` command.
enum Docker {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func attempt(_ arguments: [String]) async throws -> Tool.Result {
        guard let executable = ChildCommand.find("docker", in: "/usr/local/bin:/usr/bin:/bin") else {
            throw Failure(description: "no docker: install the package docker.io (.dev/bootstrap does)")
        }
        return try await Tool.run(
            ChildCommand(
                executable: executable, arguments: arguments,
                environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"]),
            within: .seconds(120))
    }

    /// What `docker` prints, without the line end; throws what it says when it fails.
    @discardableResult
    static func run(_ arguments: String...) async throws -> String {
        let result = try await attempt(arguments)
        guard result.status.isSuccess else {
            throw Failure(description: "docker \(arguments.joined(separator: " ")): \(result.status) \(result.errors)")
        }
        return result.output.trimmingSuffix { $0.isNewline }
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return String(text)
    }
}
