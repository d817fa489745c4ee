import BuildpackLifecycle

extension PhaseInputs {
    /// Where things lie for the phases that run buildpacks.
    var directories: BuildDirectories {
        BuildDirectories(
            app: app, layers: layers, platform: platform, buildConfig: buildConfig, buildpacks: [buildpacks],
            order: order, cache: nil)
    }

    /// The kind of image the application will run on, as the analyzer found it.
    func target() throws(BuildpackError) -> BuildpackTarget { try AnalyzedDocument(reading: analyzed).target }
}
