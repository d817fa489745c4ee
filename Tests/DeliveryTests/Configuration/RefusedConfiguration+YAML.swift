extension RefusedConfiguration {
    static let yaml: [RefusedConfiguration] = [
        RefusedConfiguration(
            "buildpacks:\n  path: !!python/object web\n",
            #"2:9: the tag "tag:yaml.org,2002:python/object" is not allowed, write the value without it"#),
        RefusedConfiguration(
            "buildpacks: !x\n  path: web\n", #"1:13: the tag "!x" is not allowed, write the value without it"#),
        RefusedConfiguration(
            "buildpacks:\n  <<: {path: web}\n", #"2:3: the merge key "<<" is not allowed, write the entries out"#),
        RefusedConfiguration(
            "buildpacks: {}\n---\nbuildpacks: {}\n", "2:1: a second document begins, one file holds one document"),
        RefusedConfiguration(
            "buildpacks:\n  env: &a\n    A: *a\n", "3:8: the alias *a names no anchor that ends before it"),
        RefusedConfiguration(
            "buildpacks:\n  a: &a x\n  b: &b [*a]\n  c: &c [*b]\n  d: &d [*c]\n  e: *d\n",
            "6:6: aliases are nested deeper than 3 levels at *d"),
        RefusedConfiguration("buildpacks:\n\tpath: web\n", "2:1: a tab cannot indent a line, use spaces"),
        RefusedConfiguration(
            "buildpacks:\n  path: web\u{7}\n", "2:12: the control character U+0007 is not allowed here"),
    ]
}
