import Foundation
import LinuxSystem
import LocalPlatform
import PlatformModel

/// Where the programs of the platform are: beside `paastechd` in a build folder, or below its prefix when installed.
struct Installation {
    static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The directory of the running `paastechd`.
    let programs: String

    init() throws {
        guard let directory = try? ProcessImage.directory() else {
            throw fail(.internalError, "cannot find out where paastechd itself is: is /proc mounted?")
        }
        programs = directory
    }

    var bundledPack: String { "\(programs)/paastech-pack" }

    /// `PATH` for child processes, with the directory of our own helpers first.
    var path: String { "\(libexec):\(inheritedPath)" }

    private var libexec: String { URL(fileURLWithPath: "\(programs)/../libexec/paastech").standardizedFileURL.path }

    private var inheritedPath: String { ProcessInfo.processInfo.environment["PATH"] ?? Self.searchPath }

    /// The directory with the compiled hooks.
    func hooks(_ settings: PlatformSettings) throws -> String {
        let candidates = settings.hooks.map { [$0] } ?? [programs, "\(libexec)/hooks"]
        for candidate in candidates
        where ["pre-receive", "post-receive", "examine-push", "deliver-push"].allSatisfy({
            access("\(candidate)/\($0)", X_OK) == 0
        }) {
            return candidate
        }
        throw fail(
            .unavailable,
            "the hooks pre-receive and post-receive are not complete in \(candidates.joined(separator: " or ")): "
                + "run make build, or set PAASTECH_HOOKS to their directory")
    }

    /// Links the hooks into a directory that holds nothing else, which git gets as `core.hooksPath`.
    func linkHooks(_ settings: PlatformSettings, into directory: DataDirectory) throws {
        let source = try hooks(settings)
        for name in ["pre-receive", "post-receive"] {
            let link = "\(directory.hooks)/\(name)"
            let temporary = "\(link).new"
            unlink(temporary)
            guard symlink("\(source)/\(name)", temporary) == 0, rename(temporary, link) == 0 else {
                throw fail(.internalError, "cannot link hook \(name) into \(directory.hooks)")
            }
        }
    }
}
