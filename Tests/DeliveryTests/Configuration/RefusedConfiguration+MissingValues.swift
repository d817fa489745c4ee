extension RefusedConfiguration {
    static let missingValues: [RefusedConfiguration] =
        ["", "~", "null", "\"\"", "''"].flatMap { value in
            [
                RefusedConfiguration(
                    "buildpacks:\n  path: \(value)\n",
                    "2:\(value.isEmpty ? 8 : 9): \"path\" needs a value such as \".\" or \"web\"; "
                        + "leave the key out for the default"),
                RefusedConfiguration(
                    "buildpacks:\n  builder: \(value)\n",
                    "2:\(value.isEmpty ? 11 : 12): \"builder\" needs a value such as "
                        + "\"paketobuildpacks/builder:full\"; leave the key out for the default"),
                RefusedConfiguration(
                    "buildpacks:\n  buildpack: \(value)\n",
                    "2:\(value.isEmpty ? 13 : 14): \"buildpack\" needs a value such as \"paketo-buildpacks/nginx\" "
                        + "or \"./buildpack\"; leave the key out for the default"),
                RefusedConfiguration(
                    "buildpacks:\n  env: \(value)\n",
                    "2:\(value.isEmpty ? 7 : 8): \"env\" has to be a list of \"KEY=VALUE\" or a mapping: needs a value"
                ),
            ]
        } + [
            RefusedConfiguration(
                "buildpacks:\n  env:\n    KEY:\n",
                #"3:9: "KEY" in "env" needs a value; write "" for the empty text"#),
            RefusedConfiguration(
                "buildpacks:\n  env:\n    KEY: null\n",
                #"3:10: "KEY" in "env" needs a value; write "" for the empty text"#),
            RefusedConfiguration(
                "buildpacks:\n  buildpack: []\n",
                #"2:14: "buildpack" needs a value; leave the key out to let the builder detect"#),
            RefusedConfiguration(
                "buildpacks:\n  env:\n    -\n",
                #"3:6: an entry of "env" has to be a text "KEY=VALUE", found no value"#),
        ]
}
