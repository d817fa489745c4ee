/// Flags of `pack` that are refused by name rather than ignored.
enum UnsupportedFlags {
    private static let names: Set<String> = [
        "--annotations", "--append-image-name-suffix", "--bom", "--buildpack-registry", "--depth",
        "--disable-system-buildpacks", "--docker-host", "--exec-env", "--extension", "--flatten", "--flatten-exclude",
        "--force-color", "--gid", "--insecure-registry", "--interactive", "--layout-repo-dir", "--platform",
        "--sparse", "--target", "--trust-builder", "--trust-extra-buildpacks", "--uid",
        "--userns-host",
    ]

    /// The first of them among the arguments.
    static func first(in arguments: [String]) -> String? {
        arguments.lazy.prefix { $0 != "--" }.map { String($0.prefix { $0 != "=" }) }.first { names.contains($0) }
    }
}
