import BuildpackLifecycle

extension LayersMetadata {
    /// The names of the layers whose metadata is restored: launch layers that a buildpack may reuse without contents
    /// (Buildpack specification, "Reusing Layers").
    package var restorable: [(buildpack: String, layer: String, data: TOMLTable)] {
        buildpacks.flatMap { buildpack in
            buildpack.layers.sorted { $0.key < $1.key }.compactMap { name, layer in
                guard layer.launch, !layer.build, !layer.cache, Self.isPlain(name) else { return nil }
                return (buildpack.key, name, layer.data?.table ?? TOMLTable())
            }
        }
    }

    /// The bills of materials of restorable layers, by the path they would have in the image's layer of bills.
    package var restorableBills: [String: (buildpack: String, bill: BillOfMaterials)] {
        var bills: [String: (buildpack: String, bill: BillOfMaterials)] = [:]
        for (buildpack, name, _) in restorable {
            for format in BillOfMaterials.formats {
                let bill = BillOfMaterials(layer: name, format: format)
                bills["layers/sbom/launch/" + bill.imagePath(of: buildpack)] = (buildpack, bill)
            }
        }
        return bills
    }

    /// A label is only as trustworthy as the registry; its names become paths.
    package static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.contains("/") && !name.utf8.contains(0)
    }
}
