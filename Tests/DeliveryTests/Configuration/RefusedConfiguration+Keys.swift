extension RefusedConfiguration {
    static let keysAndTypes: [RefusedConfiguration] = [
        RefusedConfiguration(
            "buildpacks:\n  path: .\n\n  buildr: x\n", #"4:3: unknown key "buildr", did you mean "builder"?"#),
        RefusedConfiguration(
            "buildpacks:\n  buildpacks: x\n", #"2:3: unknown key "buildpacks", did you mean "buildpack"?"#),
        RefusedConfiguration(
            "buildpacks:\n  environment: []\n", #"2:3: unknown key "environment", did you mean "env"?"#),
        RefusedConfiguration("buildpacks:\n  evn: []\n", #"2:3: unknown key "evn", did you mean "env"?"#),
        RefusedConfiguration("buildpacks:\n  Builder: x\n", #"2:3: unknown key "Builder", did you mean "builder"?"#),
        RefusedConfiguration(
            "buildpacks:\n  run: x\n", #"2:3: unknown key "run", known here: "path", "builder", "buildpack", "env""#),
        RefusedConfiguration(
            "buildpack:\n  path: .\n", #"1:1: "buildpack" has to stand below "buildpacks:", indented"#),
        RefusedConfiguration("buildpcks:\n  path: .\n", #"1:1: unknown key "buildpcks", did you mean "buildpacks"?"#),
        RefusedConfiguration(
            "builder: heroku/builder\n", #"1:1: "builder" has to stand below "buildpacks:", indented"#),
        RefusedConfiguration("- a\n", #"1:1: expected the mapping "buildpacks:", found a list"#),
        RefusedConfiguration("hello\n", #"1:1: expected the mapping "buildpacks:", found the text "hello""#),
        RefusedConfiguration("~\n", #"1:1: expected the mapping "buildpacks:", found no value"#),
        RefusedConfiguration("buildpacks: []\n", #"1:13: "buildpacks" has to be a mapping, found a list"#),
        RefusedConfiguration(
            "buildpacks:\n",
            #"1:12: "buildpacks" needs a value: a mapping with "path", "builder", "buildpack" or "env""#),
        RefusedConfiguration("buildpacks:\n  ? [a]\n  : b\n", "2:5: a key has to be a text, found a list"),
        RefusedConfiguration(
            "buildpacks:\n  path: [a]\n", #"2:9: "path" has to be a text such as "." or "web", found a list"#),
        RefusedConfiguration(
            "buildpacks:\n  builder: {a: b}\n",
            #"2:12: "builder" has to be a text such as "paketobuildpacks/builder:full", found a mapping"#),
        RefusedConfiguration(
            "buildpacks:\n  env: A=b\n",
            #"2:8: "env" has to be a list of "KEY=VALUE" or a mapping: found the text "A=b""#),
        RefusedConfiguration(
            "buildpacks:\n  path: web\n  path: web\n",
            #"3:3: the key "path" is there twice, first in line 2"#),
        RefusedConfiguration(
            "buildpacks:\n  env: {A: 1, A: 2}\n", #"2:15: the key "A" is there twice, first in line 2"#),
        RefusedConfiguration(
            "buildpacks:\n  env:\n    - A=1\n    - B=1\n    - A=2\n",
            #"5:7: the variable "A" is there twice, first in line 3"#),
    ]
}
