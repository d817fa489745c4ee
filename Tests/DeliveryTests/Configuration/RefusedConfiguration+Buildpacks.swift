extension RefusedConfiguration {
    static let buildpacks: [RefusedConfiguration] =
        ["/etc", "/", "~/x", "~root"].map {
            buildpack(
                $0, "the buildpack \"\($0)\" is a path of a host; a buildpack in the repository is written \"./dir\"")
        }
        + ["../x", ".."].map {
            buildpack(
                $0,
                "the buildpack \"\($0)\" leads out of the repository; a buildpack in the repository is written \"./dir\""
            )
        }
        + [
            ("file:///etc", "file:"), ("file:/etc", "file:"), ("https://example.org/x.tgz", "https:"),
            ("docker:x", "docker:"),
        ]
        .map {
            buildpack(
                $0.0,
                "the buildpack \"\($0.0)\" begins with \"\($0.1)\", which is not allowed; "
                    + "write an id, \"docker://image\" or \"./dir\"")
        }
        + ["urn:x", "urn:cnb:builders:a/b"].map {
            buildpack(
                $0,
                "the buildpack \"\($0)\" is no URN of a buildpack; write \"urn:cnb:builder:id\" or \"urn:cnb:registry:id\""
            )
        }
        + [
            "a b", "a/../b", "a//b", "-rf", "a/-b", "é/x", "urn:cnb:builder:", "from=builder", "a,b", "..a/..", ".pack",
            "a/.b",
        ].map {
            buildpack(
                $0,
                "the buildpack \"\($0)\" is no buildpack id; write it like \"paketo-buildpacks/nginx\" or \"./dir\"")
        }
        + [
            buildpack(
                "a@", #"the buildpack "a@" has no version after "@"; write it like "paketo-buildpacks/nginx@1.2.3""#),
            buildpack("a@1@2", #"the buildpack "a@1@2" has more than one "@"; write "id@version""#),
            buildpack("docker://", #"the buildpack "docker://" names no image after "docker://""#),
            buildpack(
                "docker://evil/x",
                "the buildpack image \"evil/x\" is not allowed on this platform; allowed: \(allowed)"),
            buildpack("./nopack", #""./nopack" is no buildpack: the directory has no file "buildpack.toml""#),
            buildpack("./linked", #""./linked" is no buildpack: the directory has no file "buildpack.toml""#),
            buildpack(
                "./../x", #""buildpack" must not have "..", name the directory from the repository's root"#),
            buildpack(
                "./link",
                #""buildpack" has to name a directory: "./link" is a symbolic link; name the directory it leads to"#),
            RefusedConfiguration(
                "buildpacks:\n  buildpack: [a/b, c/d, a/b]\n",
                #"2:25: the buildpack "a/b" is there twice"#),
        ]

    private static func buildpack(_ text: String, _ problem: String) -> RefusedConfiguration {
        RefusedConfiguration("buildpacks:\n  buildpack: '\(text)'\n", "2:14: \(problem)")
    }
}
