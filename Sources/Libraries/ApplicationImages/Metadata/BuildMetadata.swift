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
        /// Nil in what upstream's lifecycle writes.
        package var api: String?
    }

    package struct Launcher: Codable, Sendable, Equatable {
        package var version: String
    }

    package var processes: [Process]
    package var buildpacks: [Buildpack]
    package var launcher: Launcher
    /// The process that buildpacks chose, whatever the user chose for the image.
    package var defaultProcessType: String?

    enum CodingKeys: String, CodingKey {
        case processes, buildpacks, launcher
        case defaultProcessType = "buildpack-default-process-type"
    }

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
        defaultProcessType = launch.defaultProcessType
    }
}

// Upstream's lifecycle writes null for an empty list, and before Platform API 0.10 the command as one string.

extension BuildMetadata {
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        processes = try fields.decodeIfPresent([Process].self, forKey: .processes) ?? []
        buildpacks = try fields.decodeIfPresent([Buildpack].self, forKey: .buildpacks) ?? []
        launcher = try fields.decode(Launcher.self, forKey: .launcher)
        defaultProcessType = try fields.decodeIfPresent(String.self, forKey: .defaultProcessType)
    }
}

extension BuildMetadata.Process {
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        type = try fields.decode(String.self, forKey: .type)
        if let line = try? fields.decode(String.self, forKey: .command) {
            command = [line]
        } else {
            command = try fields.decodeIfPresent([String].self, forKey: .command) ?? []
        }
        args = try fields.decodeIfPresent([String].self, forKey: .args) ?? []
        direct = try fields.decode(Bool.self, forKey: .direct)
        workingDirectory = try fields.decodeIfPresent(String.self, forKey: .workingDirectory)
        buildpackID = try fields.decodeIfPresent(String.self, forKey: .buildpackID) ?? ""
    }
}
