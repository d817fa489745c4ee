import LinuxSystem

/// The program's name with its version, as it is shown.
enum PackVersion {
    /// Of the bundled program, which is built and installed together with this one: starting it to ask would take longer
    /// than all else before a build. A test holds this against what the program says.
    static let bundled = "0.1.0"

    /// `pack 0.39.1`, or the name alone when it does not tell within a few seconds.
    static func text(of tool: PackTool, _ configuration: PackBuilderConfiguration) async -> String {
        if tool == .bundled(path: configuration.bundledPack) { return "\(tool.name) \(bundled)" }
        var limits = BuildLimits()
        limits.duration = .seconds(5)
        limits.grace = .seconds(1)
        limits.output = 4096
        let command = ChildCommand(
            executable: tool.path, arguments: ["version"],
            environment: ["PATH": configuration.searchPath, "HOME": "/nonexistent"], group: .new)
        guard let process = try? BuilderProcess(command, limits: limits) else { return tool.name }
        var first: String?
        while true {
            switch await process.next() {
            case .line(let bytes): first = first ?? TerminalText.plain(bytes)
            case .ended(.ended(.exited(0))): return first.flatMap(number).map { "\(tool.name) \($0)" } ?? tool.name
            case .ended: return tool.name
            }
        }
    }

    /// `0.39.1` of `0.39.1+git-abc.build-6543`.
    static func number(_ text: String) -> String? {
        let number = text.prefix { $0.isNumber || $0 == "." }
        return number.contains(".") ? String(number) : nil
    }
}
