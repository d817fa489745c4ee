/// The program that builds.
enum PackTool: Equatable, Sendable {
    /// The Cloud Native Buildpacks project's `pack`: builds into the daemon.
    case upstream(path: String)
    /// The platform's own `paastech-pack`: publishes by itself.
    case bundled(path: String)

    var path: String {
        switch self {
        case .upstream(let path), .bundled(let path): path
        }
    }

    /// As it is shown, without a version.
    var name: String {
        switch self {
        case .upstream: "pack"
        case .bundled: "paastech-pack"
        }
    }

    /// Chooses the program for a builder.
    ///
    /// The platform's own builders hold no complete lifecycle, so only the bundled program can use them.
    /// - Parameter find: looks a program up on the search path.
    init(
        builder: String, configuration: PackBuilderConfiguration,
        find: (String) -> String? = { _ in nil }
    ) {
        let bundled = PackTool.bundled(path: configuration.bundledPack)
        guard !Self.isPlatformBuilder(builder) else {
            self = bundled
            return
        }
        guard let path = configuration.pack ?? find("pack") else {
            self = bundled
            return
        }
        // PAASTECH_PACK may name the bundled program.
        self =
            path == configuration.bundledPack || path.hasSuffix("/paastech-pack")
            ? .bundled(path: path) : .upstream(path: path)
    }

    static func isPlatformBuilder(_ builder: String) -> Bool {
        builder == "paastech/builder" || builder.hasPrefix("paastech/builder:")
            || builder.hasPrefix("paastech/builder@")
    }

    /// Images the platform makes itself and no registry has.
    static func isPlatformImage(_ name: String) -> Bool { name.hasPrefix("paastech/") }
}
