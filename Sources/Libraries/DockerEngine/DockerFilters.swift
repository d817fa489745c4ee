import FoundationEssentials

/// The `filters` parameter of list, prune and event calls: every name must match, by any of its values.
public struct DockerFilters: Sendable, Equatable {
    public var values: [String: [String]]

    public init(_ values: [String: [String]] = [:]) {
        self.values = values
    }

    /// What carries the label, whatever its value.
    public static func label(_ name: String) -> DockerFilters { .init(["label": [name]]) }

    /// What carries the label with that value.
    public static func label(_ name: String, _ value: String) -> DockerFilters {
        .init(["label": ["\(name)=\(value)"]])
    }

    /// Both must match.
    public func and(_ name: String, _ value: String) -> DockerFilters {
        var both = self
        both.values[name, default: []].append(value)
        return both
    }

    public func and(label name: String, _ value: String? = nil) -> DockerFilters {
        and("label", value.map { "\(name)=\($0)" } ?? name)
    }

    /// The query item, none where nothing is asked for.
    var query: [(name: String, value: String)] {
        guard !values.isEmpty else { return [] }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(values) else { return [] }
        return [("filters", String(decoding: data, as: UTF8.self))]
    }
}
