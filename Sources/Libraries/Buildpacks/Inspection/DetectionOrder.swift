import ApplicationImages

/// The order of a builder with the orders of the composite buildpacks in it unfolded, as `pack` shows it.
struct DetectionOrder: Sendable {
    /// What the label with the buildpacks' layers says of a composite one.
    struct Composite: Decodable, Sendable {
        var order: [OrderGroup]?
    }

    /// A buildpack, or a group: of the builder itself, then without a buildpack, or of a composite one.
    struct Entry: Sendable {
        var buildpack: OrderGroup.Element?
        /// Whether the buildpack is unfolded above already.
        var isCyclic = false
        var group: [Entry] = []

        var document: JSONValue {
            var fields: [String: JSONValue] = [:]
            if let buildpack {
                fields["id"] = .string(buildpack.id)
                if let version = buildpack.version { fields["version"] = .string(version) }
                if buildpack.optional == true { fields["optional"] = .boolean(true) }
            }
            if isCyclic { fields["cyclic"] = .boolean(true) }
            if !group.isEmpty { fields["buildpacks"] = .array(group.map(\.document)) }
            return .object(fields)
        }
    }

    let groups: [Entry]

    /// - Parameter layers: composites by id and version.
    init(_ order: [OrderGroup], layers: [String: [String: Composite]]) {
        groups = Self.unfold(order, of: nil, layers, seen: [])
    }

    private static func unfold(
        _ order: [OrderGroup], of parent: OrderGroup.Element?, _ layers: [String: [String: Composite]],
        seen: Set<String>
    ) -> [Entry] {
        order.map { group in
            var seen = seen
            var entries: [Entry] = []
            for element in group.group {
                let isSeen = !seen.insert(element.fullName).inserted
                let versions = layers[element.id]
                // Without a version it is the only one there is.
                let found =
                    element.version.map { versions?[$0] } ?? (versions?.count == 1 ? versions?.first?.value : nil)
                if !isSeen, let inner = found?.order, !inner.isEmpty {
                    entries += unfold(inner, of: element, layers, seen: seen)
                } else {
                    entries.append(Entry(buildpack: element, isCyclic: isSeen))
                }
            }
            return Entry(buildpack: parent, group: entries)
        }
    }

    /// The tree for people.
    var text: String { AlignedText(padding: 4).alignStripped(Self.tree(groups, prefix: "")) }

    private static func tree(_ entries: [Entry], prefix: String) -> String {
        var text = ""
        var number = 0
        for (index, entry) in entries.enumerated() {
            let isLast = index == entries.count - 1
            var inner = prefix + (isLast ? "   " : " │ ")
            text += prefix + (isLast ? " └ " : " ├ ")
            if let buildpack = entry.buildpack {
                text += "\(buildpack.fullName)\t\(buildpack.optional == true ? "(optional)" : "")"
                text += "\(entry.isCyclic ? "[cyclic]" : "")\n"
            }
            guard !entry.group.isEmpty else { continue }
            if entry.buildpack != nil {
                text += inner + " └ "
                inner += "   "
            }
            number += 1
            text += "Group #\(number):\n" + tree(entry.group, prefix: inner)
        }
        return text
    }
}

extension OrderGroup.Element {
    var fullName: String { id + (version.map { "@\($0)" } ?? "") }
}
