import ApplicationImages

/// The structured forms, with the keys that `pack` gives them.
extension ImageInspector {
    static func document(_ name: String, _ builder: BuilderImage) -> JSONValue {
        let metadata = builder.metadata
        var info: [String: JSONValue] = [
            "created_by": object(["name": metadata.createdBy?.name, "version": metadata.createdBy?.version]),
            "lifecycle": .object([
                "version": .string(metadata.lifecycle?.version ?? ""),
                "buildpack_apis": versions(metadata.lifecycle?.apis?.buildpack),
                "platform_apis": versions(metadata.lifecycle?.apis?.platform),
            ]),
            "run_images": runImages(metadata.images ?? [metadata.stack?.runImage].compactMap { $0 }),
            "buildpacks": .array(
                (metadata.buildpacks ?? []).map {
                    object(["id": $0.id, "version": $0.version, "homepage": $0.homepage, "name": $0.name])
                }),
            "detection_order": .array(
                builder.order.groups.map { group in
                    .object([
                        "buildpacks": .array(
                            group.map { reference in
                                var entry = ["id": JSONValue.string(reference.id)]
                                if let version = reference.version { entry["version"] = .string(version) }
                                if reference.isOptional { entry["optional"] = .boolean(true) }
                                return .object(entry)
                            })
                    ])
                }),
        ]
        if let description = metadata.description { info["description"] = .string(description) }
        if let stack = builder.stackID { info["stack"] = object(["id": stack]) }
        return .object([
            "builder_name": .string(name), "trusted": .boolean(false), "default": .boolean(false),
            "remote_info": .null, "local_info": .object(info),
        ])
    }

    static func document(
        _ name: String, stack: String?, _ layers: LayersMetadata, _ build: BuildMetadata, isRebasable: Bool,
        defaultProcess: String?
    ) -> JSONValue {
        let runImage = layers.runImage.image ?? layers.stack?.runImage.image
        let mirrors = layers.runImage.mirrors ?? layers.stack?.runImage.mirrors
        return .object([
            "image_name": .string(name), "remote_info": .null,
            "local_info": .object([
                "stack": .string(stack ?? ""),
                "base_image": object([
                    "top_layer": layers.runImage.topLayer ?? "", "reference": layers.runImage.reference ?? "",
                ]),
                "run_images": runImages(runImage.map { [.init(image: $0, mirrors: mirrors)] } ?? []),
                "buildpacks": .array(
                    build.buildpacks.map { object(["id": $0.id, "version": $0.version, "homepage": $0.homepage]) }),
                "processes": .array(
                    build.processes.map { process in
                        .object([
                            "type": .string(process.type), "shell": .string(process.direct ? "" : "bash"),
                            "command": .string(process.command.joined(separator: " ")),
                            "args": .array(process.args.map { .string($0) }),
                            "default": .boolean(process.type == defaultProcess),
                            "working-dir": .string(process.workingDirectory ?? ""),
                        ])
                    }),
                "rebasable": .boolean(isRebasable),
            ]),
        ])
    }

    private static func object(_ pairs: [String: String?]) -> JSONValue {
        .object(pairs.compactMapValues { $0.map { .string($0) } })
    }

    private static func versions(_ versions: BuilderMetadata.Lifecycle.Versions?) -> JSONValue {
        .object([
            "deprecated": .array((versions?.deprecated ?? []).map { .string($0) }),
            "supported": .array((versions?.supported ?? []).map { .string($0) }),
        ])
    }

    private static func runImages(_ images: [BuilderMetadata.RunImage]) -> JSONValue {
        .array(images.flatMap { [$0.image] + ($0.mirrors ?? []) }.map { object(["name": $0]) })
    }
}
