/// A way to start the application (Buildpack specification, "launch.toml"; Platform specification, "metadata.toml").
public struct LaunchProcess: Sendable, Equatable {
    public var type: String
    /// The executable and the arguments that are always passed; never empty.
    public var command: [String]
    /// Arguments after those of `command`; since Buildpack API 0.9 the user's own replace them.
    public var arguments: [String]
    /// Whether the command is executed as it is, without a shell.
    public var isDirect: Bool
    public var isDefault: Bool
    /// Empty means the application directory.
    public var workingDirectory: String
    public var buildpackID: String

    public init(
        type: String, command: [String], arguments: [String] = [], isDirect: Bool = true, isDefault: Bool = false,
        workingDirectory: String = "", buildpackID: String = ""
    ) {
        self.type = type
        self.command = command
        self.arguments = arguments
        self.isDirect = isDirect
        self.isDefault = isDefault
        self.workingDirectory = workingDirectory
        self.buildpackID = buildpackID
    }

    /// Reads an entry of `launch.toml`. Until API 0.8 `command` is one string and `direct` chooses the shell; from 0.9
    /// on `command` is a list and every process is direct.
    init(_ reader: TOMLReader, buildpack: String, api: String) throws(BuildpackError) {
        type = try reader.requiredString("type")
        guard Self.isValid(type: type) else {
            throw reader.failure("type", "is \"\(type)\"; only letters, digits, \".\", \"_\" and \"-\" are allowed")
        }
        if BuildpackDescriptor.isAPI(api, before: "0.9") {
            command = [try reader.requiredString("command")]
            isDirect = try reader.boolean("direct")
        } else {
            command = try reader.strings("command") ?? []
            isDirect = true
            guard reader.table["direct"] == nil else {
                throw reader.failure("direct", "is no longer a key since Buildpack API 0.9; every process is direct")
            }
        }
        guard let program = command.first, !program.isEmpty else {
            throw reader.failure("command", "must name an executable")
        }
        arguments = try reader.strings("args") ?? []
        isDefault = try reader.boolean("default")
        workingDirectory = try reader.string("working-dir") ?? ""
        buildpackID = buildpack
    }

    /// Reads an entry of `metadata.toml`, where `command` may be a string or a list.
    init(metadata reader: TOMLReader) throws(BuildpackError) {
        type = try reader.requiredString("type")
        if case .string(let program) = reader.table["command"]?.value {
            command = [program]
        } else {
            command = try reader.strings("command") ?? []
        }
        arguments = try reader.strings("args") ?? []
        isDirect = try reader.boolean("direct")
        isDefault = try reader.boolean("default")
        workingDirectory = try reader.string("working-dir") ?? ""
        buildpackID = try reader.string("buildpack-id") ?? ""
    }

    var table: TOMLTable {
        var table = TOMLTable([
            "type": .string(type), "command": .strings(command), "args": .strings(arguments),
            "direct": .boolean(isDirect),
        ])
        if isDefault { table.set("default", .boolean(true)) }
        if !workingDirectory.isEmpty { table.set("working-dir", .string(workingDirectory)) }
        table.set("buildpack-id", .string(buildpackID))
        return table
    }

    static func isValid(type: String) -> Bool {
        type != "." && type != ".."
            && type.utf8.allSatisfy { TOMLParser.isBareKeyByte($0) || $0 == UInt8(ascii: ".") }
    }
}
