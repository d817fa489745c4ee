/// Decides what a launcher starts from its own name and arguments (Platform specification, "launcher").
public struct LaunchSelection: Sendable, Equatable {
    public var process: LaunchProcess

    /// `program` is the launcher's `$0`: a process type through a link in `/cnb/process`, or the launcher itself.
    public init(program: String, arguments: [String], metadata: LaunchMetadata) throws(BuildpackError) {
        let type = String(program.split(separator: "/").last ?? "")
        if let found = metadata.processes.first(where: { $0.type == type }) {
            process = Self.withUserArguments(found, arguments, metadata)
            return
        }
        guard let first = arguments.first else {
            let types = metadata.processes.map(\.type).joined(separator: ", ")
            throw BuildpackError(
                .launchFailed,
                "when there is no default process a command is required"
                    + (types.isEmpty ? "" : "; process types of this image: \(types)"))
        }
        if first == "--" {
            guard arguments.count > 1 else { throw BuildpackError(.launchFailed, "a command is required after \"--\"") }
            process = LaunchProcess(type: "", command: [arguments[1]], arguments: Array(arguments.dropFirst(2)))
        } else {
            process = LaunchProcess(
                type: "", command: [first], arguments: Array(arguments.dropFirst()), isDirect: false)
        }
    }

    /// Since Buildpack API 0.9 the user's arguments replace the process's own; before they are appended.
    private static func withUserArguments(
        _ process: LaunchProcess, _ arguments: [String], _ metadata: LaunchMetadata
    ) -> LaunchProcess {
        var process = process
        let api = metadata.buildpacks.first { $0.id == process.buildpackID }?.api ?? "0.10"
        if BuildpackDescriptor.isAPI(api, before: "0.9") {
            process.arguments += arguments
        } else if !arguments.isEmpty {
            process.arguments = arguments
        }
        process.arguments = process.command.dropFirst() + process.arguments
        process.command = [process.command[0]]
        return process
    }
}
