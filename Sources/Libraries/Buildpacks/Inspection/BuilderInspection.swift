import ApplicationImages
import OCIImages

/// What a builder image says of itself, in the words of `pack builder inspect`.
struct BuilderInspection: Sendable {
    let metadata: BuilderMetadata
    let stackID: String?
    let order: DetectionOrder
    let extensionIDs: [String]

    /// Throws `invalid` where the image is no builder.
    init(_ name: String, _ image: ImageConfiguration) throws {
        let labels = image.config?.labels ?? [:]
        guard let metadata = LabelJSON.decode(BuilderMetadata.self, labels[BuilderMetadata.label]) else {
            throw BuildFailure(
                .invalid, "image \"\(name)\" is not a builder: it lacks the label \(BuilderMetadata.label)")
        }
        self.metadata = metadata
        stackID = labels["io.buildpacks.stack.id"]
        order = DetectionOrder(
            LabelJSON.decode([OrderGroup].self, labels[BuilderMetadata.orderLabel]) ?? [],
            layers: LabelJSON.decode(
                [String: [String: DetectionOrder.Composite]].self, labels[BuilderMetadata.layersLabel]) ?? [:])
        let extensions = LabelJSON.decode([OrderGroup].self, labels[BuilderMetadata.extensionOrderLabel]) ?? []
        extensionIDs = extensions.flatMap(\.group).map(\.id)
    }

    private var runImages: [String] {
        var images = metadata.images ?? []
        if let old = metadata.stack?.runImage, !images.contains(where: { $0.image == old.image }) { images.append(old) }
        return images.flatMap { [$0.image] + ($0.mirrors ?? []) }
    }

    /// Each once, in the order of their names.
    private var buildpacks: [BuilderMetadata.Buildpack] {
        var seen: Set<[String]> = []
        return (metadata.buildpacks ?? []).filter { seen.insert([$0.id, $0.version ?? ""]).inserted }
            .sorted { ($0.id, $0.version ?? "") < ($1.id, $1.version ?? "") }
    }

    /// The form for people.
    var text: String {
        var text = "\n"
        if let description = metadata.description, !description.isEmpty { text += "Description: \(description)\n\n" }
        if let tool = metadata.createdBy {
            text += "Created By:\n  Name: \(tool.name ?? "")\n  Version: \(tool.version ?? "")\n\n"
        }
        text += "Trusted: No\n\n"
        if let stackID { text += "Stack:\n  ID: \(stackID)" }
        text += "\n\nLifecycle:\n  Version: \(metadata.lifecycle?.version ?? "(none)")\n"
        text += Self.versions("Buildpack", metadata.lifecycle?.apis?.buildpack)
        text += Self.versions("Platform", metadata.lifecycle?.apis?.platform)
        text += "\nRun Images:\n"
        text += (runImages.isEmpty ? ["(none)"] : runImages).map { "  \($0)\n" }.joined()
        text += "\nBuildpacks:\n" + (buildpacks.isEmpty ? "  (none)\n" : "")
        var table = buildpacks.isEmpty ? "" : "  ID\tNAME\tVERSION\tHOMEPAGE\n"
        for each in buildpacks {
            table += "  \(each.id)\t\(each.name ?? "-")\t\(each.version ?? "")\t\(each.homepage ?? "-")\n"
        }
        text += AlignedText(padding: 8).alignStripped(table)
        text += "\nDetection Order:\n" + (order.groups.isEmpty ? "  (none)\n" : order.text)
        if !extensionIDs.isEmpty { text += "\nExtensions (not supported): \(extensionIDs.joined(separator: ", "))\n" }
        return text
    }

    private static func versions(_ name: String, _ versions: BuilderMetadata.Lifecycle.Versions?) -> String {
        func list(_ values: [String]?) -> String {
            values.flatMap { $0.isEmpty ? nil : $0.joined(separator: ", ") } ?? "(none)"
        }
        return
            "  \(name) APIs:\n    Deprecated: \(list(versions?.deprecated))\n    Supported: \(list(versions?.supported))\n"
    }

    /// The form for programs, with the keys of `pack`.
    var document: JSONValue {
        var info: [String: JSONValue] = [
            "created_by": .object([
                "name": .string(metadata.createdBy?.name ?? ""), "version": .string(metadata.createdBy?.version ?? ""),
            ]),
            "lifecycle": .object([
                "version": .string(metadata.lifecycle?.version ?? ""),
                "buildpack_apis": Self.document(metadata.lifecycle?.apis?.buildpack),
                "platform_apis": Self.document(metadata.lifecycle?.apis?.platform),
            ]),
            "run_images": .array(runImages.map { .object(["name": .string($0)]) }),
            "buildpacks": .list(
                buildpacks.map {
                    .fields(["id": $0.id, "version": $0.version, "homepage": $0.homepage, "name": $0.name])
                }),
            "detection_order": .list(order.groups.map(\.document)),
        ]
        if let description = metadata.description, !description.isEmpty { info["description"] = .string(description) }
        if let stackID { info["stack"] = .object(["id": .string(stackID)]) }
        return .object(info)
    }

    private static func document(_ versions: BuilderMetadata.Lifecycle.Versions?) -> JSONValue {
        func list(_ values: [String]?) -> JSONValue { values.map { .array($0.map { .string($0) }) } ?? .null }
        return .object(["deprecated": list(versions?.deprecated), "supported": list(versions?.supported)])
    }
}
