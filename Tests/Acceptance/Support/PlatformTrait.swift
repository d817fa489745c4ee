import Testing

/// Gives the stories of a suite one running platform, started before the first and stopped after the last.
struct PlatformTrait: SuiteTrait, TestScoping {
    @TaskLocal static var current: RunningPlatform?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // Pushes of stories are small; one story is about the limit.
        let platform = try await RunningPlatform.start(environment: ["PAASTECH_PUSH_LIMIT": "\(20 << 20)"])
        let result: Result<Void, any Error>
        do {
            try await Self.$current.withValue(platform) { try await function() }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await platform.stop()
        try await removeContainers(of: platform)
        if case .success = result { platform.removeFiles() }
        try result.get()
    }
}

extension Trait where Self == PlatformTrait {
    static var platform: Self { Self() }
}

/// The stories: each a user's or an operator's, told against the real programs. One at a time, since builds share two cores.
@Suite(.serialized, .platform) struct Stories {}

/// The platform of the running story.
func platform() throws -> RunningPlatform {
    try #require(PlatformTrait.current, "a story runs inside the suite Stories")
}
