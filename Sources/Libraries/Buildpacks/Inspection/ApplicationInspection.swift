import ApplicationImages
import OCIImages

/// What an application image says of itself, in the words of `pack inspect`. Images that were not made from buildpacks
/// say little.
struct ApplicationInspection: Sendable {
    struct Process: Sendable {
        var type: String
        /// The shell that interprets the command; empty where there is none.
        var shell: String
        var command: String
        var arguments: [String]
        var directory: String
        var isDefault: Bool
    }

    let stack: String
    let base: LayersMetadata.RunImage?
    /// The run image and its mirrors.
    let runImages: [String]
    let buildpacks: [BuildMetadata.Buildpack]
    /// The default one first.
    let processes: [Process]
    let isRebasable: Bool

    init(_ image: ImageConfiguration) {
        let labels = image.config?.labels ?? [:]
        let layers = LabelJSON.decode(LayersMetadata.self, labels[LayersMetadata.label])
        let build = LabelJSON.decode(BuildMetadata.self, labels[BuildMetadata.label])
        stack = labels["io.buildpacks.stack.id"] ?? ""
        isRebasable = labels["io.buildpacks.rebasable"] != "false"
        base = layers?.runImage
        let defaultType = Self.defaultProcess(of: image)
        let named = layers?.runImage.image == nil ? layers?.stack?.runImage : layers?.runImage
        runImages = (named?.image).map { [$0] + (named?.mirrors ?? []) } ?? []
        buildpacks = build?.buildpacks ?? []
        let known = (build?.processes ?? []).map { process in
            Process(
                type: process.type, shell: process.direct ? "" : "bash", command: process.command.first ?? "",
                arguments: process.command.dropFirst() + process.args,
                directory: process.workingDirectory ?? image.config?.workingDirectory ?? "",
                isDefault: process.type == defaultType)
        }
        processes = known.filter(\.isDefault) + known.filter { !$0.isDefault }
    }

    /// The process that starts by itself: the entry point, or before Platform API 0.4 what a variable says.
    private static func defaultProcess(of image: ImageConfiguration) -> String? {
        func variable(_ name: String) -> String? {
            image.config?.environment?.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
        }
        let version = (variable("CNB_PLATFORM_API") ?? "0.3").split(separator: ".").compactMap { Int($0) }
        if version.lexicographicallyPrecedes([0, 4]) { return variable("CNB_PROCESS_TYPE") ?? "web" }
        let directory = "/cnb/process/"
        let entry = image.config?.entrypoint?.first
        return entry.flatMap { $0.hasPrefix(directory) ? String($0.dropFirst(directory.count)) : nil }
    }

    /// The form for people.
    var text: String {
        var text = "\nStack: \(stack)\n\nBase Image:\n"
        if let reference = base?.reference { text += "  Reference: \(reference)\n" }
        text += "  Top Layer: \(base?.topLayer ?? "")\n\nRun Images:\n"
        text += (runImages.isEmpty ? ["(none)"] : runImages).map { "  \($0)\n" }.joined()
        text += "\nRebasable: \(isRebasable)\n\nBuildpacks:\n"
        if buildpacks.isEmpty {
            text += "  (buildpack metadata not present)\n"
        } else {
            text += "  ID\tVERSION\tHOMEPAGE\n"
            for each in buildpacks { text += "  \(each.id)\t\(each.version)\t\(each.homepage ?? "-")\n" }
        }
        if !processes.isEmpty { text += "\nProcesses:\n  TYPE\tSHELL\tCOMMAND\tARGS\tWORK DIR\n" }
        for each in processes {
            let cells = [
                each.type + (each.isDefault ? " (default)" : ""), each.shell, each.command,
                each.arguments.joined(separator: " "), each.directory,
            ]
            text += "  " + cells.joined(separator: "\t") + "\n"
        }
        return AlignedText(padding: 8).align(text)
    }

    /// The form for programs, with the keys of `pack`.
    var document: JSONValue {
        .object([
            "stack": .string(stack),
            "base_image": .object([
                "top_layer": .string(base?.topLayer ?? ""), "reference": .string(base?.reference ?? ""),
            ]),
            "run_images": .list(runImages.map { .object(["name": .string($0)]) }),
            "buildpacks": .list(
                buildpacks.map { each in
                    .fields(["id": each.id, "version": each.version, "homepage": each.homepage])
                }),
            "extensions": .null, "processes": .list(processes.map(Self.document)),
            "rebasable": .boolean(isRebasable),
        ])
    }

    private static func document(_ process: Process) -> JSONValue {
        .object([
            "type": .string(process.type), "shell": .string(process.shell), "command": .string(process.command),
            "default": .boolean(process.isDefault), "args": .list(process.arguments.map { .string($0) }),
            "working-dir": .string(process.directory),
        ])
    }
}

extension JSONValue {
    /// An array; an empty one is null, as `pack` writes it.
    static func list(_ values: [JSONValue]) -> JSONValue { values.isEmpty ? .null : .array(values) }

    /// An object of what is there and not empty.
    static func fields(_ pairs: [String: String?]) -> JSONValue {
        .object(pairs.compactMapValues { $0.flatMap { $0.isEmpty ? nil : .string($0) } })
    }
}
