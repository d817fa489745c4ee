/// The buildpacks at hand in a build container, `<root>/<id>/<version>/` (Platform specification,
/// "Buildpacks Directory Layout").
public struct BuildpackStore {
    /// A buildpack with the directory it lies in.
    public struct Buildpack: Sendable, Equatable {
        public var descriptor: BuildpackDescriptor
        public var directory: BytePath
    }

    private let roots: [BytePath]

    /// `roots` are searched in order.
    public init(roots: [BytePath]) { self.roots = roots }

    /// Finds a buildpack. Without a version the one version at hand is taken; several are an error that lists them.
    public func find(_ reference: BuildpackReference) throws(BuildpackError) -> Buildpack {
        let name = BuildpackDescriptor.directoryName(of: reference.id)
        for root in roots {
            let directory = root.appending(name)
            var versions = try FileSystem.names(in: directory).map { String(decoding: $0, as: UTF8.self) }
            if let wanted = reference.version { versions.removeAll { $0 != wanted } }
            guard let version = versions.first else { continue }
            guard versions.count == 1 else {
                throw BuildpackError(
                    .unusable,
                    "buildpack \(reference.id) is there in several versions, \(versions.joined(separator: ", ")); "
                        + "name one as \(reference.id)@\(version)")
            }
            return try load(directory.appending(version))
        }
        throw BuildpackError(.unusable, "buildpack \(reference.name) is not in this builder")
    }

    private func load(_ directory: BytePath) throws(BuildpackError) -> Buildpack {
        let file = directory.appending("buildpack.toml")
        guard let bytes = try FileSystem.read(file) else { throw BuildpackError(.unusable, "\(file) is missing") }
        let descriptor = try BuildpackDescriptor(TOMLReader(parsing: bytes, file: file.description))
        return Buildpack(descriptor: descriptor, directory: directory)
    }
}
