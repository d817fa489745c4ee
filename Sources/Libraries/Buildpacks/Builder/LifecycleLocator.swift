import ApplicationImages
import BuildpackLifecycle

/// Which lifecycle `builder.toml` asks for in its table `[lifecycle]`.
enum LifecycleLocator: Sendable {
    /// The one that comes with this platform.
    case own
    case file(BytePath)
    case address(String)

    /// - Parameter directory: what a relative path is relative to.
    init(_ document: TOMLReader, relativeTo directory: BytePath) throws {
        let table = try document.subtable("lifecycle")
        let uri = try table?.string("uri")
        let version = try table?.string("version")
        if uri != nil, let table, version != nil {
            throw table.failure("version", "and uri cannot be used together")
        }
        if let version, let table {
            guard version.split(separator: ".").count == 3,
                version.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") })
            else { throw table.failure("version", "is \"\(version)\"; expected one like 0.20.19") }
            let machine = MachineArchitecture.name == "amd64" ? "x86-64" : MachineArchitecture.name
            self = .address(
                "https://github.com/buildpacks/lifecycle/releases/download/v\(version)/lifecycle-v\(version)+linux.\(machine).tgz"
            )
            return
        }
        guard let uri, let table else {
            self = .own
            return
        }
        if ArchiveDownload.isRemote(uri) {
            self = .address(uri)
            return
        }
        let path = uri.hasPrefix("file://") ? String(uri.dropFirst("file://".count)) : uri
        guard !path.contains("://") else {
            throw table.failure("uri", "is \"\(uri)\", which is not supported; name an archive here or at https://")
        }
        self = .file(path.hasPrefix("/") ? BytePath(path) : directory.appending(path))
    }

    func load(own binary: LifecycleBinary, downloads: ArchiveDownload) async throws -> BuilderLifecycle {
        switch self {
        case .own: return try await BlockingWork.run("lifecycle") { try .own(binary) }
        case .file(let path):
            guard let file = try SpooledBytes(opening: path) else {
                throw BuildFailure(.invalid, "lifecycle archive \(path) does not exist")
            }
            return try await BlockingWork.run("lifecycle") {
                try LifecycleArchive(file, name: path.description).read()
            }
        case .address(let address):
            let file = try await downloads.fetch(address)
            return try await BlockingWork.run("lifecycle") {
                try LifecycleArchive(file, name: ArchiveDownload.shown(address)).read()
            }
        }
    }
}
