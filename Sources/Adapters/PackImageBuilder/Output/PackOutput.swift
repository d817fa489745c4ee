import PlatformModel

/// Reads what `pack` and the lifecycle print, line by line.
///
/// Buildpacks print into the same stream and may print anything, so what is read here explains a build to its owner and
/// decides nothing: success is the exit status, the digest is checked against the registry.
struct PackOutput: Equatable, Sendable {
    /// The lifecycle's phases as they are headed.
    enum Phase: String, Sendable {
        case analyzing = "ANALYZING"
        case detecting = "DETECTING"
        case restoring = "RESTORING"
        case building = "BUILDING"
        case exporting = "EXPORTING"
    }

    /// What one line came to.
    enum Event: Equatable, Sendable {
        /// A line to show.
        case line(String)
        /// A line to show that begins a phase.
        case phase(Phase, line: String)
    }

    private(set) var phase: Phase?
    /// Buildpacks that take part, as `id version`, in order.
    private(set) var buildpacks: [String] = []
    /// The buildpack named by the lifecycle's own error.
    private(set) var failedBuildpack: String?
    /// The lifecycle's exit status, of which `pack`'s own tells nothing.
    private(set) var lifecycleStatus: Int?
    /// The last digest told.
    private(set) var digest: ImageDigest?
    /// The last `ERROR:` line, without that word.
    private(set) var lastError: String?
    private(set) var layersAdded = 0
    private(set) var layersReused = 0

    /// Takes one line, without its end.
    mutating func consume(_ bytes: [UInt8]) -> Event {
        let line = Self.withoutPrefix(TerminalText.plain(bytes))
        if line.hasPrefix("===> "), let phase = Phase(rawValue: String(line.dropFirst(5))) {
            self.phase = phase
            if phase == .detecting { buildpacks = [] }
            return .phase(phase, line: line)
        }
        let text = line.trimmingSpaces()
        if phase == .detecting, let buildpack = Self.participant(text) { buildpacks.append(buildpack) }
        if phase == .exporting { countLayer(text) }
        if text.hasPrefix("*** Digest: ") { digest = ImageDigest(text.dropFirst(12).prefix(71)) ?? digest }
        if text.hasPrefix("ERROR: ") { readError(String(text.dropFirst(7))) }
        return .line(line)
    }

    private mutating func readError(_ text: String) {
        lastError = text
        let marker = "failed with status code: "
        if let range = text.firstRange(of: marker) {
            lifecycleStatus = Int(text[range.upperBound...].prefix { $0.isNumber }) ?? lifecycleStatus
        }
        let words = text.split(separator: " ")
        if let index = words.firstIndex(of: "buildpack"), words.count > index + 3, words[index + 3] == "failed" {
            failedBuildpack = "\(words[index + 1]) \(words[index + 2])"
        }
    }

    private mutating func countLayer(_ text: String) {
        if text.hasPrefix("Adding layer ") { layersAdded += 1 }
        if text.hasPrefix("Reusing layer ") { layersReused += 1 }
        // `Added 1/2 app layer(s)`, `Reused 1/2 app layer(s)`.
        for (word, isNew) in [("Added ", true), ("Reused ", false)] where text.hasPrefix(word) {
            guard text.hasSuffix("app layer(s)"), let count = Int(text.dropFirst(word.count).prefix { $0 != "/" })
            else {
                continue
            }
            if isNew { layersAdded += count } else { layersReused += count }
        }
    }

    /// `paastech/static 0.1.0` in the list of a group; other lines of detection have another form.
    private static func participant(_ text: String) -> String? {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].contains("/"), words[1].first?.isNumber == true,
            words[1].contains(".")
        else { return nil }
        return "\(words[0]) \(words[1])"
    }

    /// Builds that are not trusted have every line headed by its phase: `[detector] …`.
    private static func withoutPrefix(_ line: String) -> String {
        for prefix in ["[analyzer] ", "[detector] ", "[restorer] ", "[builder] ", "[exporter] ", "[creator] "]
        where line.hasPrefix(prefix) {
            return String(line.dropFirst(prefix.count))
        }
        return line
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        let start = drop { $0 == " " || $0 == "\t" }
        return String(start.dropLast(start.reversed().prefix { $0 == " " || $0 == "\t" }.count))
    }
}
