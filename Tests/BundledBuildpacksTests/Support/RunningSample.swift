import LinuxSystem
import TestSupport

/// A sample application that runs, asked over HTTP with curl.
struct RunningSample {
    struct Response {
        let status: Int
        let contentType: String
        let body: String
    }

    let container: String
    let address: String

    /// Asks for a path exactly as it is written.
    func get(_ path: String, headers: [String] = []) async throws -> Response {
        let result = try await curl(
            ["--write-out", "\n%{http_code}\n%{content_type}", "http://\(address)\(path)"]
                + headers.flatMap { ["--header", $0] })
        guard result.status.isSuccess else { throw Docker.Failure(description: "curl: \(result.errors)") }
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        return Response(
            status: Int(lines[lines.count - 2]) ?? 0, contentType: String(lines[lines.count - 1]),
            body: lines.dropLast(2).joined(separator: "\n"))
    }

    /// The value of a response's header field; nil where there is none.
    func header(_ name: String, of path: String) async throws -> String? {
        let result = try await curl(["--head", "http://\(address)\(path)"])
        for line in result.output.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                return parts[1].drop { $0 == " " }.description
            }
        }
        return nil
    }

    /// Waits until the application answers; throws its output when it does not within `limit`.
    func waitUntilReady(within limit: Duration = .seconds(30)) async throws {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if try await curl(["http://\(address)/"]).status.isSuccess { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        let logs = try await Docker.attempt(["logs", container])
        throw Docker.Failure(description: "nothing answered within \(limit): \(logs.output)\(logs.errors)")
    }

    /// Sends SIGTERM and waits; the exit status, which is 137 when it had to be killed.
    func stop() async throws -> String {
        try await Docker.run("stop", "--time", "20", container)
        return try await Docker.run("inspect", "--format", "{{ .State.ExitCode }}", container)
    }

    private func curl(_ arguments: [String]) async throws -> Tool.Result {
        guard let executable = ChildCommand.find("curl", in: "/usr/local/bin:/usr/bin:/bin") else {
            throw Docker.Failure(description: "no curl: install the package curl")
        }
        return try await Tool.run(
            ChildCommand(executable: executable, arguments: ["--silent", "--show-error", "--path-as-is"] + arguments))
    }
}
