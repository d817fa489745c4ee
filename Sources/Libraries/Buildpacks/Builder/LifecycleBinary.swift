import BuildpackLifecycle
import LinuxSystem

/// The static programs that go into other images: the one that runs the phases in a build container and is the launcher
/// of every application image, and the one that is each of the phases for other platforms.
public struct LifecycleBinary: Sendable {
    public let path: String
    public let phasesPath: String

    public init(path: String, phasesPath: String) {
        self.path = path
        self.phasesPath = phasesPath
    }

    /// The programs `cnb-lifecycle` and `cnb-phases` beside the running executable.
    public static func besideExecutable() throws -> LifecycleBinary {
        let path = BytePath(try ProcessImage.directory()).appending("cnb-lifecycle")
        guard FileSystem.isExecutable(path) else {
            throw BuildFailure(.invalid, "\(path) is missing; it belongs beside this program, install both")
        }
        return LifecycleBinary(
            path: path.description, phasesPath: path.parent.appending("cnb-phases").description)
    }

    func contents() throws -> [UInt8] { try Self.contents(path) }

    func phases() throws -> [UInt8] { try Self.contents(phasesPath) }

    private static func contents(_ path: String) throws -> [UInt8] {
        guard let bytes = try FileSystem.read(BytePath(path), limit: 64 << 20) else {
            throw BuildFailure(.invalid, "\(path) is missing; it belongs beside this program, install both")
        }
        return bytes
    }
}
