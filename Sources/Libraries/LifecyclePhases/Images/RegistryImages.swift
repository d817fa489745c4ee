import ApplicationImages
import OCIRegistry

/// Images of registries.
struct RegistryImages: ImageStore {
    let connections: RegistryConnections

    var absence: ImageAbsence { .registry }

    func image(_ name: String) throws -> StoredImage? {
        let place = try RegistryPlace(name)
        let registry = try connections.registry(place.host)
        let found = try BlockingWait.value {
            try await RegistryImage.load(place.repository, place.selector, from: registry)
        }
        return found.map { image in
            StoredImage(
                reference: "\(place.host)/\(place.repository)@\(image.digest)", configuration: image.configuration,
                origin: image)
        }
    }

    /// Those in the application's registry come first: their layers are mounted there, and others have to be copied.
    func ordered(_ names: [String], for application: String) -> [String] {
        let host = (try? RegistryPlace(application))?.host
        func isNear(_ name: String) -> Bool { (try? RegistryPlace(name))?.host == host }
        return names.filter(isNear) + names.filter { !isNear($0) }
    }

    func requireWriting(of names: [String]) throws {
        var asked: Set<String> = []
        for name in names {
            let place = try RegistryPlace(name)
            guard asked.insert(place.repository).inserted else { continue }
            let registry = try connections.registry(place.host)
            do {
                try BlockingWait.value { try await registry.requirePush(to: place.repository) }
            } catch let error as RegistryError {
                throw BuildFailure(.invalid, "image \"\(name)\" cannot be written: \(error.message)")
            }
        }
    }

    func bills(of previous: PreviousImage, _ image: StoredImage) throws -> SpooledBytes? {
        guard let diffID = previous.restorableBillsLayer, let layer = previous.descriptor(of: diffID),
            let origin = image.origin
        else { return nil }
        let limit = PreviousBills.limit
        let compressed = try BlockingWait.value {
            try await origin.registry.blob(origin.repository, layer.digest).collect(upTo: limit)
        }
        let content = SpooledBytes()
        try GzipReader.decompress(compressed, limit: limit).withUnsafeBytes { try content.append($0) }
        return content
    }

    func write(
        _ plan: ImagePlan, on base: StoredImage, reusing previous: StoredImage?, created: Int64, names: [ImageReference]
    ) throws -> BuildReport {
        let (writer, names) = try writer(on: base, names)
        let reused = previous?.previous
        let written = try BlockingWait.value {
            try await writer.write(plan, reusing: reused, created: created, names: names)
        }
        return report(written, names)
    }

    func write(
        _ plan: RebasePlan, of application: StoredImage, on base: StoredImage, names: [ImageReference]
    ) throws -> BuildReport {
        guard let origin = application.origin else { preconditionFailure("a registry's image has an origin") }
        let (writer, names) = try writer(on: base, names)
        return report(try BlockingWait.value { try await writer.write(plan, of: origin, names: names) }, names)
    }

    private func writer(
        on base: StoredImage, _ names: [ImageReference]
    ) throws -> (RegistryImageWriter, [ImageReference]) {
        guard let image = base.origin else { preconditionFailure("a registry's image has an origin") }
        let place = try RegistryPlace(names[0].description)
        let writer = RegistryImageWriter(
            try connections.registry(place.host), repository: place.repository, base: image)
        return (writer, try names.map { try RegistryPlace($0.description).name })
    }

    private func report(_ written: RegistryImageWriter.Written, _ names: [ImageReference]) -> BuildReport {
        BuildReport(
            tags: names.map(\.description), digest: written.digest.description, manifestSize: written.manifestSize)
    }
}
