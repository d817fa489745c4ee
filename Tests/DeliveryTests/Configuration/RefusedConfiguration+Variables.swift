extension RefusedConfiguration {
    static let variables: [RefusedConfiguration] =
        [
            RefusedConfiguration(
                "buildpacks:\n  env:\n    - AWS_SECRET_ACCESS_KEY\n",
                "3:7: the entry \"AWS_SECRET_ACCESS_KEY\" of \"env\" has no \"=\"; write \"KEY=VALUE\", "
                    + "or \"KEY=\" for the empty text"),
            RefusedConfiguration(
                "buildpacks:\n  env:\n    - KEY: value\n",
                "3:7: an entry of \"env\" has to be a text \"KEY=VALUE\", found a mapping; "
                    + "write KEY=VALUE, or leave out the \"-\" of every line"),
            RefusedConfiguration(
                "buildpacks:\n  env:\n    KEY: [a]\n",
                #"3:10: the value of "KEY" in "env" has to be a text, found a list"#),
            RefusedConfiguration(
                "buildpacks:\n  env:\n    KEY: \"a\\0b\"\n",
                #"3:10: the value of "KEY" has a NUL character, which no variable can hold"#),
        ]
        + ["", "1A", "A-B", "A B", "Ä", "A.B"].map {
            RefusedConfiguration(
                "buildpacks:\n  env:\n    - \"\($0)=x\"\n",
                "3:7: \"\($0)\" is no name of a variable; use letters, digits and \"_\", and no digit first")
        }
        + [
            RefusedConfiguration(
                "buildpacks:\n  env:\n    A-B: x\n",
                #"3:5: "A-B" is no name of a variable; use letters, digits and "_", and no digit first"#)
        ]
}
