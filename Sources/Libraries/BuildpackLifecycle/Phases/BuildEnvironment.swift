/// The variables `bin/detect` and `bin/build` are started with.
package struct BuildEnvironment {
    /// Inherited from the image and changed by the layers of earlier buildpacks.
    var base: EnvironmentVariables
    let userProvided: [String: String]
    let operatorProvided: [EnvironmentFile]
    let target: BuildpackTarget

    /// Reads what the platform put into `directories`.
    package init(
        inheriting environment: [String: String], directories: BuildDirectories, target: BuildpackTarget
    ) throws(BuildpackError) {
        base = .forBuild(inheriting: environment)
        var provided: [String: String] = [:]
        let directory = directories.platform.appending("env")
        for name in try FileSystem.names(in: directory) {
            guard let contents = try FileSystem.read(directory.appending(name)) else { continue }
            provided[String(decoding: name, as: UTF8.self)] = String(decoding: contents, as: UTF8.self)
        }
        userProvided = provided
        operatorProvided = try EnvironmentFile.read(directories.buildConfig.appending("env"))
        self.target = target
    }

    /// The environment for one buildpack: `clear-env` keeps the user's variables out, the operator's always apply.
    func variables(for buildpack: BuildpackDescriptor) -> EnvironmentVariables {
        var variables = base
        if !buildpack.clearsEnvironment { variables.applyUserProvided(userProvided) }
        variables.apply(operatorProvided, suffixless: .default)
        for (name, value) in target.environment { variables[name] = value }
        variables["CNB_EXEC_ENV"] = "production"
        return variables
    }

    /// Takes over what the build layers of a buildpack add for the ones after it.
    mutating func addLayers(_ layers: [BytePath]) throws(BuildpackError) {
        for layer in layers {
            base.addPaths(of: layer.description, phase: .build) { path in
                ((try? FileSystem.status(BytePath(path), followingLinks: true)) ?? nil) != nil
            }
        }
        for layer in layers {
            base.apply(try EnvironmentFile.read(layer.appending("env")))
            base.apply(try EnvironmentFile.read(layer.appending("env.build")))
        }
    }
}
