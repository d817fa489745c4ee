extension RefusedConfiguration {
    static let builders: [RefusedConfiguration] =
        [
            "evil/builder", "registry.example.org/paastech/builder", "paastech/a/b", "paastech", "builder",
            "paastech.example.org/builder", "localhost:5000/paastech/builder", "heroku-evil/builder:24",
        ].map { builder in
            RefusedConfiguration(
                "buildpacks:\n  builder: \(builder)\n",
                "2:12: the builder \"\(builder)\" is not allowed on this platform; allowed: \(allowed)")
        }
        + ["Paastech/builder", "paastech/*", "--help", "paastech/builder:", "paastech/b b", "paastech/b@sha256:1"].map {
            RefusedConfiguration(
                "buildpacks:\n  builder: '\($0)'\n",
                "2:12: \"builder\" has to be an image such as \"paketobuildpacks/builder:full\", \"\($0)\" is none")
        }

    static let allowed = #""paastech/*", "paketobuildpacks/*" or "heroku/*""#
}
