import BuildpackLifecycle

/// The label `io.buildpacks.build.metadata` (Platform specification, "Labels").
struct BuildMetadata: Codable, Sendable, Equatable {
    static let label = "io.buildpacks.build.metadata"

    struct Process: Codable, Sendable, Equatable {
        var type: String
        var command: [String]
        var args: [String]
        var direct: Bool
        var workingDirectory: String?
        var buildpackID: String

        enum CodingKeys: String, CodingKey {
            case type, command, args, direct, buildpackID
            case workingDirectory = "working-dir"
        }
    }

    struct Buildpack: Codable, Sendable, Equatable {
        var id: String
        var version: String
        var homepage: String?
        var api: String
    }

    struct Launcher: Codable, Sendable, Equatable {
        var version: String
    }

    var processes: [Process]
    var buildpacks: [Buildpack]
    var launcher: Launcher

    init(_ launch: LaunchMetadata, launcherVersion: String) {
        processes = launch.processes.map { process in
            Process(
                type: process.type, command: process.command, args: process.arguments, direct: process.isDirect,
                workingDirectory: process.workingDirectory.isEmpty ? nil : process.workingDirectory,
                buildpackID: process.buildpackID)
        }
        buildpacks = launch.buildpacks.map {
            Buildpack(id: $0.id, version: $0.version, homepage: $0.homepage.isEmpty ? nil : $0.homepage, api: $0.api)
        }
        launcher = Launcher(version: launcherVersion)
    }
}
