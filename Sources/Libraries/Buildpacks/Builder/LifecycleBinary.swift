import BuildpackLifecycle
import Glibc

/// The static program that runs the phases in a build container and is the launcher of every application image.
public struct LifecycleBinary: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    /// The program `cnb-lifecycle` beside the running executable.
    public static func besideExecutable() throws -> LifecycleBinary {
        let own = try FileSystem.linkTarget("/proc/self/exe")
        let path = BytePath(own).parent.appending("cnb-lifecycle")
        guard FileSystem.isExecutable(path) else {
            throw BuildFailure(.invalid, "\(path) is missing; it belongs beside this program, install both")
        }
        return LifecycleBinary(path: path.description)
    }

    func contents() throws -> [UInt8] {
        guard let bytes = try FileSystem.read(BytePath(path), limit: 64 << 20) else {
            throw BuildFailure(.invalid, "\(path) is missing; it belongs beside this program, install both")
        }
        return bytes
    }
}
