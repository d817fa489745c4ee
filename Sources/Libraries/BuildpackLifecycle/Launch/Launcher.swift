import Glibc
import LinuxSystem

/// Sets up the environment of an application's process and becomes it (Platform specification, "launcher").
public struct Launcher {
    private let program: String
    private let arguments: [String]
    private let environment: [String: String]
    private let app: BytePath
    private let layers: BytePath

    public init(program: String, arguments: [String], environment: [String: String]) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        app = BytePath(environment["CNB_APP_DIR"] ?? "/workspace")
        layers = BytePath(environment["CNB_LAYERS_DIR"] ?? "/layers")
    }

    /// Returns only when the process cannot be started, with the status to exit with.
    public func run() -> CInt {
        var status = LifecycleStatus.platformAPI
        do {
            // Unset in images of old; what they need has not changed since.
            if let wanted = environment["CNB_PLATFORM_API"], !wanted.isEmpty { try PlatformAPI.check(wanted) }
            status = .launchError
            try launch()
        } catch let error as BuildpackError {
            PhaseLog().line("ERROR: \(status.failure): \(error.message)")
        } catch {
            PhaseLog().line("ERROR: failed to launch: \(error)")
        }
        return status.rawValue
    }

    private func launch() throws {
        let metadata = try readMetadata()
        let process = try LaunchSelection(program: program, arguments: arguments, metadata: metadata).process
        guard app.withCString({ chdir($0) }) == 0 else { throw FileSystem.failure("enter", app) }
        let layerPaths = try launchLayers(metadata)
        var variables = EnvironmentVariables.forLaunch(inheriting: environment)
        try applyLayers(layerPaths, type: process.type, to: &variables)
        for layer in layerPaths.joined() {
            try ExecutableDirectory(path: layer.appending("exec.d")).run(&variables, directory: app.description)
            guard !process.type.isEmpty else { continue }
            try ExecutableDirectory(path: layer.appending("exec.d").appending(process.type))
                .run(&variables, directory: app.description)
        }
        let directory = process.workingDirectory.isEmpty ? app.description : process.workingDirectory
        if process.isDirect {
            try become(process, directory: directory, variables)
        } else {
            let script = ShellScript(
                program: program, process: process, profiles: try profiles(layerPaths, type: process.type),
                directory: directory)
            try execute("/bin/bash", name: "bash", script.arguments, variables)
        }
    }

    private func readMetadata() throws(BuildpackError) -> LaunchMetadata {
        let file = layers.appending("config/metadata.toml")
        guard let bytes = try FileSystem.read(file) else {
            throw BuildpackError(.launchFailed, "\(file) is missing; this is not an image made from buildpacks")
        }
        return try LaunchMetadata(TOMLReader(parsing: bytes, file: file.description))
    }

    /// The layer directories of each buildpack, in the order of the build, layers in byte order.
    private func launchLayers(_ metadata: LaunchMetadata) throws(BuildpackError) -> [[BytePath]] {
        var found: [[BytePath]] = []
        for buildpack in metadata.buildpacks {
            let directory = layers.appending(BuildpackDescriptor.directoryName(of: buildpack.id))
            var mine: [BytePath] = []
            for name in try FileSystem.names(in: directory) {
                let path = directory.appending(name)
                if try FileSystem.status(path)?.kind == .directory { mine.append(path) }
            }
            found.append(mine)
        }
        return found
    }

    private func applyLayers(
        _ buildpacks: [[BytePath]], type: String, to variables: inout EnvironmentVariables
    ) throws(BuildpackError) {
        for layers in buildpacks {
            for layer in layers {
                variables.addPaths(of: layer.description, phase: .launch) { path in
                    ((try? FileSystem.status(BytePath(path), followingLinks: true)) ?? nil) != nil
                }
            }
            for layer in layers {
                variables.apply(try EnvironmentFile.read(layer.appending("env")))
                variables.apply(try EnvironmentFile.read(layer.appending("env.launch")))
                guard !type.isEmpty else { continue }
                variables.apply(try EnvironmentFile.read(layer.appending("env.launch").appending(type)))
            }
        }
    }

    private func profiles(_ buildpacks: [[BytePath]], type: String) throws(BuildpackError) -> [String] {
        var found: [String] = []
        for layer in buildpacks.joined() {
            var directories = [layer.appending("profile.d")]
            if !type.isEmpty { directories.append(layer.appending("profile.d").appending(type)) }
            for directory in directories {
                for name in try FileSystem.names(in: directory) {
                    let path = directory.appending(name)
                    if try FileSystem.status(path, followingLinks: true)?.kind == .regular {
                        found.append(path.description)
                    }
                }
            }
        }
        let own = app.appending(".profile")
        if try FileSystem.status(own, followingLinks: true)?.kind == .regular { found.append(own.description) }
        return found
    }

    private func become(_ process: LaunchProcess, directory: String, _ variables: EnvironmentVariables) throws {
        let name = process.command[0]
        guard let path = ChildCommand.find(name, in: variables["PATH"] ?? "") else {
            throw BuildpackError(.launchFailed, "\"\(name)\" is not an executable in PATH (\(variables["PATH"] ?? ""))")
        }
        guard BytePath(directory).withCString({ chdir($0) }) == 0 else {
            throw FileSystem.failure("enter the working directory", BytePath(directory))
        }
        try execute(path, name: name, process.command.dropFirst() + process.arguments, variables)
    }

    private func execute(
        _ path: String, name: String, _ arguments: [String], _ variables: EnvironmentVariables
    ) throws {
        // What this program ignores or blocks must not be inherited by the application.
        signal(SIGPIPE, SIG_DFL)
        // Freed by the exec, or by the exit that follows its failure.
        let argumentArray = ([name] + arguments).map { strdup($0) } + [nil]
        let pairs = variables.values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let environmentArray = pairs.map { strdup($0) } + [nil]
        execve(path, argumentArray, environmentArray)
        throw FileSystem.failure("start", BytePath(path))
    }
}
