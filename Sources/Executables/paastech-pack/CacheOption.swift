import ArgumentParser
import Buildpacks
import FoundationEssentials

/// The value of `--cache`: `type=build;format=volume;name=NAME`, `type=build;format=bind;source=DIRECTORY` or
/// `type=build;format=image;name=IMAGE`.
struct CacheOption: ExpressibleByArgument {
    var isBuild: Bool
    /// Nil: a volume that is named after the image.
    var place: BuildOptions.Cache?

    init?(argument: String) {
        var fields: [String: String] = [:]
        for field in argument.split(separator: ";") {
            let pair = field.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            fields[pair[0].lowercased()] = String(pair[1])
        }
        guard fields.keys.allSatisfy({ ["type", "format", "name", "source"].contains($0) }),
            let type = fields["type"], type == "build" || type == "launch"
        else { return nil }
        isBuild = type == "build"
        switch (fields["format"] ?? "volume", fields["name"], fields["source"]) {
        case ("volume", let name, nil): place = name.map { .volume($0) }
        case ("bind", nil, let source?) where isBuild && !source.contains(":"):
            place = .directory(URL(filePath: source).standardizedFileURL.path(percentEncoded: false))
        case ("image", let name?, nil): place = .image(name)
        default: return nil
        }
    }
}

/// Where a build keeps layers, by all of its flags.
enum CacheChoice {
    static func cache(
        _ options: [CacheOption], image: String?, publishes: Bool
    ) throws -> BuildOptions.Cache? {
        let build = options.last(where: \.isBuild)?.place
        if case .image = build {
            // The sentences of `pack`.
            guard image == nil else {
                throw BuildFailure(
                    .invalid, "'cache' flag with 'image' format cannot be used with 'cache-image' flag.")
            }
            guard publishes else { throw BuildFailure(.invalid, "image cache format requires the 'publish' flag") }
        }
        if let image {
            guard publishes else { throw BuildFailure(.invalid, "cache-image flag requires the publish flag") }
            return .image(image)
        }
        if !publishes, options.contains(where: { !$0.isBuild }) {
            // With --publish pack uses none either; into the daemon, layers are taken out of the previous image.
            throw BuildFailure(.invalid, "--cache type=launch is supported with --publish only; leave it out")
        }
        return build
    }
}
