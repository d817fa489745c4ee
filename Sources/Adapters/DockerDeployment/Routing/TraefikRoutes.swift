import FoundationEssentials
import Glibc
import PlatformModel

/// The directory of Traefik's file provider. A file is only ever replaced as a whole, so that Traefik never reads half.
struct TraefikRoutes: Sendable {
    let directory: String
    let entryPoints: [String]

    /// Makes the directory and checks that it can be written.
    func prepare() throws(PlatformError) {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw failure("cannot make the directory of Traefik's routes, \(directory)", error)
        }
    }

    /// Replaces the project's file, unless it says the same already.
    ///
    /// - Returns: whether something changed.
    @discardableResult
    func write(_ route: TraefikRoute) throws(PlatformError) -> Bool {
        let path = path(of: route.project)
        do {
            let contents = try route.contents(entryPoints: entryPoints)
            if FileManager.default.contents(atPath: path) == contents { return false }
            // Traefik reads only .yml, .yaml and .toml, so it passes over the new file until it has its name.
            let draft = "\(directory)/.\(route.project).new"
            try contents.write(to: URL(filePath: draft))
            guard rename(draft, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
            return true
        } catch {
            throw failure("cannot write Traefik's route \(path)", error)
        }
    }

    /// The deployment that the project's file routes to.
    func routed(_ project: ProjectID) -> (id: DeploymentID, number: Int)? {
        guard let contents = FileManager.default.contents(atPath: path(of: project)) else { return nil }
        let line = String(decoding: contents.prefix(while: { $0 != UInt8(ascii: "\n") }), as: UTF8.self)
        return TraefikRoute.deployment(inHeader: line)
    }

    /// One that is gone already is no error.
    func remove(_ project: ProjectID) throws(PlatformError) {
        let path = path(of: project)
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            guard FileManager.default.fileExists(atPath: path) else { return }
            throw failure("cannot remove Traefik's route \(path)", error)
        }
    }

    /// Projects that have a file.
    func projects() -> [ProjectID] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasSuffix(".yml") }.compactMap { ProjectID($0.dropLast(4)) }
    }

    private func path(of project: ProjectID) -> String { "\(directory)/\(TraefikRoute.fileName(of: project))" }

    private func failure(_ what: String, _ error: any Error) -> PlatformError {
        PlatformError(.internalError, "\(what); check its owner and the free disk space", cause: error)
    }
}
