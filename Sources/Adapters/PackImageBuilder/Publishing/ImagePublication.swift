import CurlClient
import DockerEngine
import OCIRegistry
import PlatformModel

/// Brings an image from the daemon into the registry, and confirms what is there.
struct ImagePublication: Sendable {
    let engine: DockerEngine
    let image: ProjectImage
    let commit: CommitID

    /// Pushes both tags. The daemon pushes, since `pack --publish` to a registry on loopback would need the host's
    /// network inside the build.
    ///
    /// - Returns: the manifest's digest and what was sent.
    /// - Throws: ``BuildFailure`` of stage `publish`.
    func push() async throws -> (digest: ImageDigest, summary: String) {
        var summary = PushSummary()
        let pushed: ImageProgress.Pushed
        do {
            pushed = try await engine.pushImage(image.tagged(commit)) { summary.consume($0) }
            _ = try await engine.pushImage(image.latest)
        } catch let error as DockerError {
            throw failure(error)
        }
        guard let digest = ImageDigest(pushed.digest) else {
            throw BuildFailure(
                .failed, stage: .publish, message: "Publishing failed: docker told no digest of \(image.tagged(commit))"
            )
        }
        return (digest, summary.text)
    }

    /// The digest the registry has under the commit's tag, whatever was printed.
    ///
    /// - Throws: ``BuildFailure`` of stage `publish` when it is not there or not the one that was told.
    func confirm(_ told: ImageDigest?) async throws -> ImageDigest {
        let found: ContentDigest?
        do {
            found = try await OCIRegistry(host: image.registry, transport: CurlClient()).manifestDigest(
                image.project.description, commit.tag)
        } catch let error as RegistryError {
            throw Self.failure(error)
        }
        guard let found, let digest = ImageDigest(found.description) else {
            throw BuildFailure(
                .failed, stage: .publish,
                message:
                    "Publishing failed: \(image.tagged(commit)) is not in the registry although the build succeeded")
        }
        guard told == nil || told == digest else {
            throw BuildFailure(
                .failed, stage: .publish,
                message: "Publishing failed: the registry has \(digest.abbreviated)… where "
                    + "\(told?.abbreviated ?? "")… was built; push again")
        }
        return digest
    }

    /// Finds out before a build whether there is a registry to publish to.
    func requireRegistry() async throws {
        do {
            try await OCIRegistry(host: image.registry, transport: CurlClient()).ping()
        } catch let error as RegistryError {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: RegistryError) -> BuildFailure {
        guard error.code == .unreachable else {
            return BuildFailure(.failed, stage: .publish, message: "Publishing failed: \(error.message)")
        }
        return BuildFailure(.unavailable, stage: .publish, message: "R" + error.message.dropFirst())
    }

    private func failure(_ error: DockerError) -> BuildFailure {
        if error.code == .stream, error.message.contains("connection refused") {
            return BuildFailure(
                .unavailable, stage: .publish,
                message: "Registry \(image.registry) is unreachable: connection refused")
        }
        return BuildFailure(
            error.code == .unreachable ? .unavailable : .failed, stage: .publish,
            message: "Publishing failed: \(error.message)")
    }
}
