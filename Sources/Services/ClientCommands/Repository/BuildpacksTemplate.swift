import Glibc
import LinuxSystem

/// The `paastech/buildpacks.yaml` that `init` writes: the defaults, with what can be said beside them.
enum BuildpacksTemplate {
    static let directory = "paastech"
    static let file = "buildpacks.yaml"

    static let text = """
        # How PaaSTech builds this application, read from each pushed commit. What is commented out shows what can be said.
        buildpacks:
          path: "."                             # the directory to build
          # builder: "paastech/builder:bookworm"  # default: the platform's
          # buildpack: "paastech/static"          # one, or a list; default: the builder detects
          # env:                                  # variables of the build, not of the running application
          #   - "KEY=VALUE"

        """
}

extension BuildpacksTemplate {
    static func exists(in root: String) -> Bool { access("\(root)/\(directory)/\(file)", F_OK) == 0 }

    /// Makes directory and file; what exists is never overwritten.
    static func write(to root: String) throws(LinuxError) {
        let folder = "\(root)/\(directory)"
        guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
            throw LinuxError(code: errno, message: "cannot make the directory \(folder)")
        }
        let target = try Descriptor.open(
            "\(folder)/\(file)", flags: O_WRONLY | O_CREAT | O_EXCL, permissions: 0o666)
        try target.writeAll(text.utf8)
    }
}
