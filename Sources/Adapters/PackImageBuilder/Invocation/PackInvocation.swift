import FoundationEssentials
import LinuxSystem
import PlatformModel

/// One run of `pack build` as a value: the argument vector and the whole environment, nothing else.
struct PackInvocation: Equatable, Sendable {
    let executable: String
    let arguments: [String]
    let environment: [String: String]
    let workingDirectory: String

    /// What the command line is made of beside the request.
    struct Surroundings: Equatable, Sendable {
        /// The local name of the builder, `paastech.local/…`.
        var builder: String
        var lifecycleImage: String
        var network: String
        /// Path of the generated project descriptor.
        var descriptor: String
        /// `HOME` of the program.
        var home: String
        /// An empty directory: what the program is given could otherwise name something beside the platform's files.
        var workingDirectory: String
    }

    init(
        _ request: BuildRequest, tool: PackTool, surroundings: Surroundings, configuration: PackBuilderConfiguration
    ) {
        executable = tool.path
        arguments = Self.arguments(request, tool: tool, surroundings)
        environment = Self.environment(request, surroundings, configuration)
        workingDirectory = surroundings.workingDirectory
    }

    /// Leads a process group of its own, so that all it starts can be ended with it.
    var command: ChildCommand {
        ChildCommand(
            executable: executable, arguments: arguments, environment: environment, workingDirectory: workingDirectory,
            group: .new)
    }

    /// Values stand as arguments of their own: nothing in them can become an option or reach a shell.
    private static func arguments(
        _ request: BuildRequest, tool: PackTool, _ surroundings: Surroundings
    ) -> [String] {
        let project = request.image.project
        let wanted = request.configuration
        var arguments = ["build", request.image.latest, "--tag", request.image.tagged(request.commit)]
        arguments += ["--path", wanted.path == "." ? request.export : "\(request.export)/\(wanted.path)"]
        arguments += ["--builder", surroundings.builder]
        for buildpack in wanted.buildpacks {
            switch buildpack {
            case .named(let name): arguments += ["--buildpack", name]
            // A relative path would be looked up in a public registry.
            case .directory(let path): arguments += ["--buildpack", "\(request.export)/\(path)"]
            }
        }
        for variable in wanted.environment { arguments += ["--env", "\(variable.name)=\(variable.value)"] }
        let caches = BuildCaches(of: project)
        arguments += ["--cache", "type=build;format=volume;name=\(caches.build)"]
        arguments += ["--cache", "type=launch;format=volume;name=\(caches.launch)"]
        arguments += ["--pull-policy", "never"]
        // The bundled program brings its own lifecycle and takes the launcher of a builder that has one.
        if case .upstream = tool { arguments += ["--lifecycle-image", surroundings.lifecycleImage] }
        arguments += ["--network", surroundings.network]
        arguments += ["--creation-time", String(Int64(request.commitTime.timeIntervalSince1970))]
        arguments += ["--descriptor", surroundings.descriptor, "--default-process", "web", "--no-color"]
        if request.clearCache { arguments.append("--clear-cache") }
        if case .bundled = tool { arguments.append("--publish") }
        return arguments
    }

    private static func environment(
        _ request: BuildRequest, _ surroundings: Surroundings, _ configuration: PackBuilderConfiguration
    ) -> [String: String] {
        let own = [
            "HOME": surroundings.home,
            "PACK_HOME": "\(surroundings.home)/.pack",
            // Names of volumes do not depend on a file in HOME, which is new for each build.
            "PACK_VOLUME_KEY": request.image.project.description,
            "PATH": configuration.searchPath,
            "DOCKER_HOST": "unix://\(configuration.dockerSocket)",
        ]
        return configuration.proxyVariables.merging(own) { _, own in own }
    }
}
