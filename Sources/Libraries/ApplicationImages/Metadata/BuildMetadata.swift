import BuildpackLifecycle

/// The label `io.buildpacks.build.metadata` (Platform specification, "Labels").
package struct BuildMetadata: Codable, Sendable, Equatable {
    package static let label = "io.buildpacks.build.metadata"

    package struct Process: Codable, Sendable, Equatable {
        package var type: String
        package var command: [String]
        package var args: [String]
        package var direct: Bool
        package var workingDirectory: String?
        package var buildpackID: String

        enum CodingKeys: String, CodingKey {
            case type, command, args, direct, buildpackID
            case workingDirectory = "working-dir"
        }
    }

    package struct Buildpack: Codable, Sendable, Equatable {
        package var id: String
        package var version: String
        package var homepage: String?
        package var api: String
    }

    package struct Launcher: Codable, Sendable, Equatable {
        package var version: String
    }

    package var processes: [Process]
    package var buildpacks: [Buildpack]
    package var launcher: Launcher

    package init(_ launch: LaunchMetadata, launcherVersion: String) {
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
