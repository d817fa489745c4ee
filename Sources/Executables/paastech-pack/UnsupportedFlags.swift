/// Flags of `pack` that are refused by name rather than ignored.
enum UnsupportedFlags {
    private static let names: Set<String> = [
        "--annotations", "--cache-image", "--date-time", "--docker-host", "--env-build", "--exec-env", "--extension",
        "--gid", "--insecure-registry", "--interactive", "--pre-buildpack", "--post-buildpack", "--previous-image",
        "--buildpack-registry", "--report-output-dir", "--sbom-output-dir", "--sparse", "--timestamps",
        "--trust-builder", "--trust-extra-buildpacks", "--uid", "--workspace", "--platform", "--layout-repo-dir",
    ]

    /// The first of them among the arguments.
    static func first(in arguments: [String]) -> String? {
        arguments.lazy.prefix { $0 != "--" }.map { String($0.prefix { $0 != "=" }) }.first { names.contains($0) }
    }
}
