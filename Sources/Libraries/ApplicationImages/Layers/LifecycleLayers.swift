import BuildpackLifecycle
import OCIImages

/// The layers that the lifecycle itself adds to an application image, with names and modes as upstream's
/// lifecycle has them, so that equal content has one digest.
package enum LifecycleLayers {
    /// `<layers>/config/metadata.toml`, which the launcher reads.
    package static func config(_ metadata: LaunchMetadata, userID: Int, groupID: Int) throws -> FileLayer {
        let layer = LayerBuilder("buildpacksio/lifecycle:config", createdBy: "Buildpacks Launcher Config")
        for path in ["/layers", "/layers/config"] {
            try layer.writer.append(
                TarHeader(path: BytePath(path), kind: .directory, mode: 0o755, userID: userID, groupID: groupID))
        }
        try layer.writer.append(
            TarHeader(
                path: "/layers/config/metadata.toml", kind: .regular, mode: 0o644, userID: userID, groupID: groupID),
            content: Array(metadata.toml.utf8))
        return try layer.finish()
    }

    /// `/cnb/process/<type>`, a link to the launcher for each process.
    package static func processTypes(_ metadata: LaunchMetadata) throws -> FileLayer {
        let layer = LayerBuilder("buildpacksio/lifecycle:process-types", createdBy: "Buildpacks Process Types")
        for path in ["/cnb", "/cnb/process"] {
            try layer.writer.append(TarHeader(path: BytePath(path), kind: .directory, mode: 0o755))
        }
        for process in metadata.processes {
            try layer.writer.append(
                TarHeader(
                    path: BytePath("/cnb/process/\(process.type)"), kind: .symlink, mode: 0o755,
                    linkTarget: Array("/cnb/lifecycle/launcher".utf8)))
        }
        return try layer.finish()
    }

    /// `/cnb/lifecycle/launcher`.
    package static func launcher(_ contents: [UInt8]) throws -> FileLayer {
        let layer = LayerBuilder("buildpacksio/lifecycle:launcher", createdBy: "Buildpacks Application Launcher")
        for path in ["/cnb", "/cnb/lifecycle"] {
            try layer.writer.append(TarHeader(path: BytePath(path), kind: .directory, mode: 0o755))
        }
        try layer.writer.append(
            TarHeader(path: "/cnb/lifecycle/launcher", kind: .regular, mode: 0o755), content: contents)
        return try layer.finish()
    }
}
