import FoundationEssentials
import PlatformModel

@testable import PackImageBuilder

/// A build request with fixed values, so that what becomes of it can be written out.
enum Sample {
    static let projectText = "5c0e1b2a-0000-4000-8000-0123456789ab"
    static let commitText = "3f2a9c1d0b7e4a5566778899aabbccddeeff0011"

    static func request(
        registry: String = "127.0.0.1:5000", project: ProjectID? = ProjectID(projectText),
        commit: CommitID? = CommitID(commitText), export: String = "/builds/1/source",
        workspace: String = "/builds/1/workspace", configuration: BuildpacksConfiguration = .init(),
        clearCache: Bool = false
    ) throws -> BuildRequest {
        guard let project, let commit else { throw PlatformError(.invalid, "the sample is wrong") }
        return BuildRequest(
            deployment: DeploymentID(), image: ProjectImage(registry: registry, project: project), commit: commit,
            commitTime: Date(timeIntervalSince1970: 1_700_000_000.75), export: export, workspace: workspace,
            configuration: configuration, clearCache: clearCache)
    }

    static let surroundings = PackInvocation.Surroundings(
        builder: "paastech.local/paketobuildpacks/builder:full", lifecycleImage: "buildpacksio/lifecycle:0.20.5",
        network: "paastech-build-\(projectText)", descriptor: "/builds/1/workspace/project.toml",
        home: "/builds/1/workspace/home", workingDirectory: "/builds/1/workspace/empty")

    static var configuration: PackBuilderConfiguration {
        PackBuilderConfiguration(platform: "test", bundledPack: "/opt/paastech/bin/paastech-pack")
    }
}
