import BuildpackLifecycle

/// `/cnb/lifecycle` of a builder (Platform specification, "Lifecycle"): the launcher, the face of it that this platform
/// starts, and the phases that other platforms start, which are links to one program.
enum LifecycleLayer {
    private static let directory = "cnb/lifecycle"
    private static let phases = ["analyzer", "builder", "creator", "detector", "exporter", "rebaser", "restorer"]

    static func make(_ binary: LifecycleBinary) throws -> FileLayer {
        let layer = LayerBuilder("builder:lifecycle", createdBy: "Builder lifecycle")
        for path in ["cnb/", directory + "/"] {
            try layer.writer.append(TarHeader(path: BytePath(path), kind: .directory, mode: 0o755))
        }
        try file("launcher", try binary.contents(), mode: 0o755, layer)
        try link("lifecycle", to: "launcher", layer)
        try file("phases", try binary.phases(), mode: 0o755, layer)
        for phase in phases { try link(phase, to: "phases", layer) }
        try file("lifecycle.toml", Array(LifecycleDescription.toml.utf8), mode: 0o644, layer)
        return try layer.finish()
    }

    private static func file(_ name: String, _ content: [UInt8], mode: UInt32, _ layer: LayerBuilder) throws {
        try layer.writer.append(
            TarHeader(path: BytePath("\(directory)/\(name)"), kind: .regular, mode: mode), content: content)
    }

    private static func link(_ name: String, to target: String, _ layer: LayerBuilder) throws {
        try layer.writer.append(
            TarHeader(
                path: BytePath("\(directory)/\(name)"), kind: .symlink, mode: 0o777, linkTarget: Array(target.utf8)))
    }
}
