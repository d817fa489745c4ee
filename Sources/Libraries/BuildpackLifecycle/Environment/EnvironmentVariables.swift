/// The environment of a process, with the changes that layers make to it (Buildpack specification, "Environment").
public struct EnvironmentVariables: Sendable, Equatable {
    public private(set) var values: [String: String]

    public init(_ values: [String: String] = [:]) { self.values = values }

    public subscript(name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// What a directory of a layer means for the environment, by phase ("Layer Paths").
    public enum Phase: Sendable {
        case build, launch

        /// Sub-directories of a layer and the variables that list them.
        var paths: [(directory: String, variables: [String])] {
            switch self {
            case .build:
                [
                    ("bin", ["PATH"]), ("lib", ["LD_LIBRARY_PATH", "LIBRARY_PATH"]), ("include", ["CPATH"]),
                    ("pkgconfig", ["PKG_CONFIG_PATH"]),
                ]
            case .launch: [("bin", ["PATH"]), ("lib", ["LD_LIBRARY_PATH"])]
            }
        }

        /// The variables that are lists of directories.
        var pathVariables: Set<String> { Set(paths.flatMap(\.variables)) }
    }

    /// Puts the sub-directories of `layer` that `exists` reports in front of their path variables.
    public mutating func addPaths(of layer: String, phase: Phase, exists: (String) -> Bool) {
        for (directory, variables) in phase.paths where exists("\(layer)/\(directory)") {
            for variable in variables { prepend("\(layer)/\(directory)", to: variable, delimiter: ":") }
        }
    }

    /// Applies the files of one environment directory, in byte order of their names ("Environment Variable
    /// Modification Rules"). `suffixless` is what a file without suffix does: override for a buildpack's,
    /// default for an operator's directory.
    public mutating func apply(_ files: [EnvironmentFile], suffixless: EnvironmentFile.Action = .override) {
        var delimiters: [String: String] = [:]
        for file in files where file.suffix == "delim" { delimiters[file.name] = file.contents }
        for file in files {
            let delimiter = delimiters[file.name] ?? ""
            switch file.suffix.isEmpty ? suffixless : EnvironmentFile.Action(rawValue: file.suffix) {
            case .override: values[file.name] = file.contents
            case .prepend: prepend(file.contents, to: file.name, delimiter: delimiter)
            case .append:
                let old = values[file.name] ?? ""
                values[file.name] = old.isEmpty ? file.contents : old + delimiter + file.contents
            case .default:
                if (values[file.name] ?? "").isEmpty { values[file.name] = file.contents }
            case nil: continue
            }
        }
    }

    /// Applies what the user gave for the build: path variables are put in front, all others replaced
    /// ("Provided by the Platform").
    public mutating func applyUserProvided(_ variables: [String: String]) {
        for (name, value) in variables {
            if Phase.build.pathVariables.contains(name) {
                prepend(value, to: name, delimiter: ":")
            } else {
                values[name] = value
            }
        }
    }

    private mutating func prepend(_ value: String, to name: String, delimiter: String) {
        let old = values[name] ?? ""
        values[name] = old.isEmpty ? value : value + delimiter + old
    }
}

extension EnvironmentVariables {
    private static let buildInherited: Set<String> = [
        "CNB_STACK_ID", "HOSTNAME", "HOME", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY",
        "no_proxy",
    ]

    private static let launchHidden: Set<String> = [
        "CNB_LAYERS_DIR", "CNB_APP_DIR", "CNB_PROCESS_TYPE", "CNB_PLATFORM_API", "CNB_DEPRECATION_MODE",
    ]

    /// What `bin/detect` and `bin/build` inherit from the build image: only the listed variables
    /// (Platform specification, "Buildpack Environment").
    public static func forBuild(inheriting environment: [String: String]) -> EnvironmentVariables {
        EnvironmentVariables(
            environment.filter { buildInherited.contains($0.key) || Phase.build.pathVariables.contains($0.key) })
    }

    /// What an application inherits from its container: all but the launcher's own settings; `PATH` loses the
    /// launcher's directories (Platform specification, "Launch Environment").
    public static func forLaunch(inheriting environment: [String: String]) -> EnvironmentVariables {
        var variables = EnvironmentVariables(environment.filter { !launchHidden.contains($0.key) })
        if let path = variables["PATH"] {
            let kept = path.split(separator: ":", omittingEmptySubsequences: false).filter {
                $0 != "/cnb/process" && $0 != "/cnb/lifecycle"
            }
            variables["PATH"] = kept.joined(separator: ":")
        }
        return variables
    }
}
