import Buildpacks

/// The value of `--volume`.
enum VolumeOption {
    /// The lifecycle's own directories: a volume there would show through into the image, or replace the buildpacks.
    private static let reserved = ["/cnb", "/layers", "/workspace", "/cache"]

    /// The bind for the daemon: read-only unless the options say otherwise, as `pack` has it.
    static func bind(_ text: String) throws -> String {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else {
            throw BuildFailure(.invalid, "--volume \"\(text)\": expected HOST:CONTAINER[:OPTIONS]")
        }
        guard parts[1].hasPrefix("/"), !parts[1].split(separator: "/").contains("..") else {
            throw BuildFailure(.invalid, "--volume \"\(text)\": \"\(parts[1])\" is no absolute path in the container")
        }
        if let directory = reserved.first(where: { parts[1] == $0 || parts[1].hasPrefix($0 + "/") }) {
            throw BuildFailure(.invalid, "--volume \"\(text)\": \(directory) belongs to the lifecycle")
        }
        let options = parts.count == 3 ? parts[2].split(separator: ",").map(String.init) : []
        if let option = options.first(where: { $0 != "ro" && $0 != "rw" }) {
            throw BuildFailure(
                .invalid, "--volume \"\(text)\": the option \(option) is not supported; expected ro or rw")
        }
        parts = [parts[0], parts[1], options.contains("rw") ? "rw" : "ro"]
        return parts.joined(separator: ":")
    }
}
