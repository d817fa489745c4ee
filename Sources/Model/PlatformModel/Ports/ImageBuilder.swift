/// Why a build did not end in a published image, in the user's terms.
public struct BuildFailure: Error, Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case failed
        case canceled
        /// A limit of the build was reached; the message names it.
        case limitExceeded
        /// Docker, the registry or the builder image is not there.
        case unavailable
    }

    public let kind: Kind
    /// The stage in which it happened: `build` or `publish`, or an earlier one where there was no source to build.
    public let stage: DeploymentStage
    /// A whole line as shown to the pusher, without the ` !     ` in front: `Build failed: …`.
    public let message: String

    public init(_ kind: Kind, stage: DeploymentStage, message: String) {
        self.kind = kind
        self.stage = stage
        self.message = message
    }
}

/// Turns an exported source tree into an image in the registry.
public protocol ImageBuilder: Sendable {
    /// Builds and publishes. Cancelling the task cancels the build and removes what it left.
    ///
    /// - Parameters:
    ///   - source: brings the request's export into being, once; what the builder can do without it, it does meanwhile. What
    ///     it throws, the build throws.
    ///   - report: is called in order, from one task at a time.
    func build(
        _ request: BuildRequest, source: @Sendable () async throws(BuildFailure) -> Void,
        report: @Sendable (BuildEvent) async -> Void
    ) async throws(BuildFailure) -> BuiltImage

    /// Removes what builds of a process that died left behind: containers, volumes, networks. Safe beside running builds
    /// of the given projects.
    func sweep(except running: Set<ProjectID>) async throws(PlatformError)
}
