import DockerEngine

/// Counts what a push sends, from the daemon's progress lines.
struct PushSummary: Equatable, Sendable {
    private var layers: Set<String> = []
    private var new: Set<String> = []
    private var sizes: [String: Int64] = [:]

    mutating func consume(_ line: ImageProgress) {
        guard let id = line.id, let status = line.status else { return }
        switch status {
        case "Preparing", "Waiting": layers.insert(id)
        case "Pushing":
            layers.insert(id)
            // The total is an estimate that the last lines of a layer may exceed.
            sizes[id] = max(sizes[id] ?? 0, line.total ?? 0, line.current ?? 0)
        case "Pushed":
            layers.insert(id)
            new.insert(id)
        case "Layer already exists": layers.insert(id)
        default: if status.hasPrefix("Mounted from") { layers.insert(id) }
        }
    }

    /// `2 of 7 layers new, 18.4 kB`.
    var text: String {
        let size = new.reduce(Int64(0)) { $0 + (sizes[$1] ?? 0) }
        return "\(new.count) of \(layers.count) layers new" + (size > 0 ? ", \(ByteCount.text(size))" : "")
    }
}

/// Sizes in words.
enum ByteCount {
    /// Decimal units with one digit after the point: `999 B`, `18.4 kB`, `1.2 GB`.
    static func text(_ bytes: Int64) -> String {
        guard bytes >= 1000 else { return "\(bytes) B" }
        var value = Double(bytes) / 1000
        for unit in ["kB", "MB"] {
            if value < 999.95 { return "\(tenths(value)) \(unit)" }
            value /= 1000
        }
        return "\(tenths(value)) GB"
    }

    private static func tenths(_ value: Double) -> String {
        let rounded = Int((value * 10).rounded())
        return "\(rounded / 10).\(rounded % 10)"
    }
}
