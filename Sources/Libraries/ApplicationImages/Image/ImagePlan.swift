import BuildpackLifecycle
import OCIImages

/// What an application image consists of, decided before anything is uploaded.
package struct ImagePlan: Sendable {
    package struct Layer: Sendable {
        package var diffID: ContentDigest
        /// Nil: a buildpack reuses the previous image's layer without providing its contents.
        package var content: SpooledBytes?
        /// Whether the previous image has the layer, so that nothing needs to be sent.
        package var isReused: Bool
        package var createdBy: String

        package init(_ file: FileLayer, isReused: Bool) {
            diffID = file.diffID
            content = file.content
            self.isReused = isReused
            createdBy = file.createdBy
        }

        package init(reusing diffID: ContentDigest, createdBy: String) {
            self.diffID = diffID
            isReused = true
            self.createdBy = createdBy
        }
    }

    package var layers: [Layer] = []
    package var metadata: LayersMetadata
    package var launch: LaunchMetadata
    package var labels: [String: String] = [:]
    package var workspace = "/workspace"
    /// Nil: the launcher itself is the entry point and wants a command.
    package var defaultProcess: String?

    /// Decides layer by layer what is new, in the order upstream has: buildpacks, application, launcher, config,
    /// process types. Throws lifecycle status 62 when a layer without contents is not in the previous image.
    package init(
        _ product: BuildProduct, launcher: FileLayer, userID: Int, groupID: Int, runImage: LayersMetadata.RunImage,
        previous: PreviousImage?, output: BuildOutput
    ) throws {
        let result = product.result
        launch = result.launch
        let old = previous?.metadata
        metadata = LayersMetadata(
            app: [], buildpacks: [], config: .init(sha: ""), launcher: .init(sha: ""), runImage: runImage,
            stack: .init(runImage: .init(image: runImage.image, mirrors: runImage.mirrors)))

        for buildpack in result.buildpacks {
            var entry = LayersMetadata.Buildpack(
                key: buildpack.id, version: buildpack.version, layers: [:],
                store: buildpack.store.isEmpty ? nil : .init(metadata: JSONValue(buildpack.store)))
            for layer in buildpack.layers where layer.metadata.isLaunch {
                let identifier = "\(buildpack.id):\(layer.name)"
                let before = old?.layer(layer.name, of: buildpack.id)?.sha
                let sha = try Self.place(
                    product.layers[identifier], identifier, before: before, previous: previous,
                    createdBy: "Layer: '\(layer.name)', Created by buildpack: \(buildpack.id)@\(buildpack.version)",
                    isCache: layer.metadata.isCache, into: &layers, output)
                entry.layers[layer.name] = LayersMetadata.BuildpackLayer(
                    sha: sha,
                    data: layer.metadata.metadata.isEmpty ? .null : JSONValue(layer.metadata.metadata),
                    build: layer.metadata.isBuild, launch: true,
                    cache: layer.metadata.isCache)
            }
            metadata.buildpacks.append(entry)
        }
        if let bills = product.bills {
            metadata.sbom = .init(sha: add(bills, before: old?.sbom?.sha, previous, output))
        }
        addApp(product.app, before: Set(old?.app.map(\.sha) ?? []), previous, output)
        let config = try LifecycleLayers.config(result.launch, userID: userID, groupID: groupID)
        let types = try LifecycleLayers.processTypes(result.launch)
        metadata.launcher.sha = add(launcher, before: old?.launcher.sha, previous, output)
        metadata.config.sha = add(config, before: old?.config.sha, previous, output)
        metadata.processTypes = .init(sha: add(types, before: old?.processTypes?.sha, previous, output))
    }

    private mutating func addApp(
        _ slices: [FileLayer], before: Set<String>, _ previous: PreviousImage?, _ output: BuildOutput
    ) {
        var reused = 0
        for slice in slices {
            let sha = slice.diffID.description
            let isReused = before.contains(sha) && previous?.hasLayer(slice.diffID) == true
            layers.append(Layer(slice, isReused: isReused))
            metadata.app.append(.init(sha: sha))
            if isReused { reused += 1 }
        }
        if reused > 0 { output.line("Reused \(reused)/\(slices.count) app layer(s)") }
        if reused < slices.count { output.line("Added \(slices.count - reused)/\(slices.count) app layer(s)") }
    }

    private mutating func add(
        _ layer: FileLayer, before: String?, _ previous: PreviousImage?, _ output: BuildOutput
    ) -> String {
        let sha = layer.diffID.description
        let isReused = sha == before && previous?.hasLayer(layer.diffID) == true
        output.line(isReused ? "Reusing layer '\(layer.identifier)'" : "Adding layer '\(layer.identifier)'")
        output.detail("Layer '\(layer.identifier)' SHA: \(sha)")
        layers.append(Layer(layer, isReused: isReused))
        return sha
    }

    private static func place(
        _ layer: FileLayer?, _ identifier: String, before: String?, previous: PreviousImage?,
        createdBy: String, isCache: Bool,
        into layers: inout [Layer], _ output: BuildOutput
    ) throws -> String {
        if let layer {
            let isReused = layer.diffID.description == before && previous?.hasLayer(layer.diffID) == true
            output.line(isReused ? "Reusing layer '\(identifier)'" : "Adding layer '\(identifier)'")
            output.detail("Layer '\(identifier)' SHA: \(layer.diffID)")
            layers.append(Layer(layer, isReused: isReused))
            return layer.diffID.description
        }
        guard !isCache else {
            output.line("ERROR: failed to export: layer '\(identifier)' is cache=true but has no contents")
            throw BuildFailure.lifecycle(Int(LifecycleStatus.exportError.rawValue))
        }
        guard let before, let diffID = ContentDigest(before), previous?.hasLayer(diffID) == true else {
            output.line(
                "ERROR: failed to export: cannot reuse '\(identifier)', previous image has no such layer; "
                    + "the buildpack has to provide its contents")
            throw BuildFailure.lifecycle(Int(LifecycleStatus.exportError.rawValue))
        }
        output.line("Reusing layer '\(identifier)'")
        output.detail("Layer '\(identifier)' SHA: \(before)")
        layers.append(Layer(reusing: diffID, createdBy: createdBy))
        return before
    }
}
