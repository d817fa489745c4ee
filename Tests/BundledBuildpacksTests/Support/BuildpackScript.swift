import LinuxSystem
import TestSupport

/// A buildpack's `bin/detect` or `bin/build` on this machine, for those that need nothing but bash.
struct BuildpackScript {
    let buildpack: String

    /// The exit status of `bin/detect` in `directory`.
    func detect(in directory: String, variables: [String: String] = [:]) async throws -> ChildProcess.ExitStatus {
        try await run("detect", in: directory, variables: variables).status
    }

    /// `bin/build` with `layers` as its layers directory.
    func build(in directory: String, layers: String) async throws -> Tool.Result {
        try await run("build", in: directory, variables: ["CNB_LAYERS_DIR": layers])
    }

    private func run(
        _ script: String, in directory: String, variables: [String: String]
    ) async throws -> Tool.Result {
        let folder = Project.buildpack(buildpack)
        let environment = ["PATH": "/usr/bin:/bin", "CNB_BUILDPACK_DIR": folder]
        return try await Tool.run(
            ChildCommand(
                executable: "\(folder)/bin/\(script)", environment: environment.merging(variables) { $1 },
                workingDirectory: directory))
    }
}
