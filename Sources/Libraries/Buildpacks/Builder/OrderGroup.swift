import BuildpackLifecycle

/// A group in the label `io.buildpacks.buildpack.order`.
struct OrderGroup: Codable, Sendable, Equatable {
    struct Element: Codable, Sendable, Equatable {
        var id: String
        var version: String?
        var optional: Bool?
    }

    var group: [Element]

    static func list(_ order: BuildpackOrder) -> [OrderGroup] {
        order.groups.map { group in
            OrderGroup(
                group: group.map {
                    Element(id: $0.id, version: $0.version, optional: $0.isOptional ? true : nil)
                })
        }
    }
}
