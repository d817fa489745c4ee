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
    /// The platform's own builders are built with by the bundled program, which needs one container where upstream's
    /// needs five, unless the operator names another; one that merely lies on the search path is for all others.
    /// - Parameter find: looks a program up on the search path.
    init(
        builder: String, configuration: PackBuilderConfiguration,
        find: (String) -> String? = { _ in nil }
    ) {
        let bundled = PackTool.bundled(path: configuration.bundledPack)
        let found = Self.isPlatformBuilder(builder) ? nil : find("pack")
        guard let path = configuration.pack ?? found else {
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
