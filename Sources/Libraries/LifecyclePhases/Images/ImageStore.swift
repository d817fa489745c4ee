import ApplicationImages
import BuildpackLifecycle
import OCIImages

/// Where a phase finds images and puts them: a Docker daemon or registries (Platform specification, input `<daemon>`).
protocol ImageStore {
    /// Nil where there is no such image.
    func image(_ name: String) throws -> StoredImage?

    /// What to say of an image that is not there, behind its name.
    var absence: ImageAbsence { get }

    /// The names of a run image in the order to try them (Platform specification, "Run Image Resolution").
    func ordered(_ names: [String], for application: String) -> [String]

    /// Throws where an image of one of these names could not be written.
    func requireWriting(of names: [String]) throws

    /// The layer of bills of materials, uncompressed.
    func bills(of previous: PreviousImage, _ image: StoredImage) throws -> SpooledBytes?

    /// Writes an application image under each of the names.
    func write(
        _ plan: ImagePlan, on base: StoredImage, reusing previous: StoredImage?, created: Int64, names: [ImageReference]
    ) throws -> BuildReport

    /// Writes a rebased image under each of the names.
    func write(
        _ plan: RebasePlan, of application: StoredImage, on base: StoredImage, names: [ImageReference]
    ) throws -> BuildReport
}

/// An image as a store has it.
struct StoredImage {
    /// What names this image and no later one: its id in a daemon, its digest in a registry.
    var reference: String
    var configuration: ImageConfiguration
    /// Nil in a daemon.
    var origin: RegistryImage?

    /// The kind of base image it is (Platform specification, "Target Data").
    var target: BuildpackTarget {
        let labels = configuration.config?.labels ?? [:]
        return BuildpackTarget(
            os: configuration.os, arch: configuration.architecture, variant: configuration.variant,
            distributions: labels["io.buildpacks.base.distro.name"].map {
                [.init(name: $0, version: labels["io.buildpacks.base.distro.version"] ?? "")]
            } ?? [])
    }

    /// Nil where the image was not made from buildpacks.
    var previous: PreviousImage? { origin.map { PreviousImage($0) } ?? PreviousImage(configuration) }
}

extension ImageStore {
    /// The first of a run image's names that can be read.
    func runImage(_ names: [String], for application: String) throws -> (name: String, image: StoredImage) {
        var failure: (any Error)?
        for name in ordered(names, for: application) {
            do {
                if let found = try image(name) { return (name, found) }
            } catch {
                // Another registry may let us in.
                failure = failure ?? error
            }
        }
        throw failure ?? absence.failure("run image", names[0])
    }
}
