import DockerEngine

/// Brings images into the daemon as `pack`'s `--pull-policy` asks for.
struct ImageFetch: Sendable {
    let engine: DockerEngine
    let policy: BuildOptions.PullPolicy
    let logins: RegistryLogins
    let output: BuildOutput

    /// Fetches the image where the policy wants it. What is in no registry but here is used as it is.
    func ensure(_ name: String) async throws {
        guard policy != .never else { return }
        let isHere = try await engine.hasImage(name)
        guard policy == .always || !isHere else { return }
        output.detail("Pulling image \(name)")
        do {
            try await engine.pullImage(name, credentials: try await logins.credentials(forImage: name))
        } catch let error as DockerError where error.code != .unreachable {
            guard !isHere || error.code != .notFound else { return }
            throw BuildFailure(
                .infrastructure,
                "image \"\(name)\" cannot be fetched (\(error.message)); bring it here and use --pull-policy if-not-present or never"
            )
        }
    }
}
