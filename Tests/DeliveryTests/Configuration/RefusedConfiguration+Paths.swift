extension RefusedConfiguration {
    static let paths: [RefusedConfiguration] = [
        RefusedConfiguration(
            "buildpacks:\n  path: /etc\n", #"2:9: "path" has to be relative to the repository, "/etc" is absolute"#),
        RefusedConfiguration(
            "buildpacks:\n  path: ../x\n",
            #"2:9: "path" must not have "..", name the directory from the repository's root"#),
        RefusedConfiguration(
            "buildpacks:\n  path: web/../web\n",
            #"2:9: "path" must not have "..", name the directory from the repository's root"#),
        RefusedConfiguration(
            "buildpacks:\n  path: \"a\\nb\"\n",
            #"2:9: "path" must not have control characters, "a\nb" does"#),
        RefusedConfiguration(
            "buildpacks:\n  path: \"a\\0b\"\n",
            #"2:9: "path" must not have control characters, "a\u{0}b" does"#),
        RefusedConfiguration(
            "buildpacks:\n  path: Web\n",
            #"2:9: "path" has to name a directory: the commit has no "Web"; is it committed, and spelled as in the repository?"#
        ),
        RefusedConfiguration(
            "buildpacks:\n  path: web/index.html\n",
            #"2:9: "path" has to name a directory: "web/index.html" is a file; name the directory it is in"#),
        RefusedConfiguration(
            "buildpacks:\n  path: link\n",
            #"2:9: "path" has to name a directory: "link" is a symbolic link; name the directory it leads to"#),
        RefusedConfiguration(
            "buildpacks:\n  path: link/web\n",
            #"2:9: "path" has to name a directory: "link" is a symbolic link; name the directory it leads to"#),
        RefusedConfiguration(
            "buildpacks:\n  path: module\n",
            #"2:9: "path" has to name a directory: "module" is a submodule, whose files are not part of the push"#),
        RefusedConfiguration(
            "buildpacks:\n  path: web/index.html/x\n",
            #"2:9: "path" has to name a directory: "web/index.html" is a file"#),
        RefusedConfiguration(
            "buildpacks:\n  path: \"/\u{301}\"\n",
            "2:9: \"path\" has to be relative to the repository, \"/\u{301}\" is absolute"),
    ]
}
