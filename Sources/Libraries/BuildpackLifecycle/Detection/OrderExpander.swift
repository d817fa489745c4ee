/// Turns an order with composite buildpacks into the groups of component buildpacks that detection tries, in order
/// (Buildpack specification, "Order Resolution").
public struct OrderExpander {
    /// The most groups an order may unfold into, so that nested composites cannot occupy a build for ever.
    public static let groupLimit = 10_000

    /// Looks a buildpack up by id and version.
    let descriptor: (BuildpackReference) throws(BuildpackError) -> BuildpackDescriptor

    public init(descriptor: @escaping (BuildpackReference) throws(BuildpackError) -> BuildpackDescriptor) {
        self.descriptor = descriptor
    }

    /// Every group of component buildpacks `order` stands for. A composite is replaced by each of its groups in turn;
    /// an optional composite finally by nothing. An id that stands earlier in its group is dropped.
    public func groups(of order: BuildpackOrder) throws(BuildpackError) -> [[BuildpackReference]] {
        var found: [[BuildpackReference]] = []
        for group in order.groups { try expand(done: [], rest: group[...], depth: 0, into: &found) }
        return found
    }

    private func expand(
        done: [BuildpackReference], rest: ArraySlice<BuildpackReference>, depth: Int,
        into found: inout [[BuildpackReference]]
    ) throws(BuildpackError) {
        guard depth < 32, found.count < Self.groupLimit else {
            throw BuildpackError(.malformedDocument, "the order of composite buildpacks is nested too deeply")
        }
        var done = done
        var rest = rest
        while let reference = rest.popFirst() {
            if done.contains(where: { $0.id == reference.id }) { continue }
            let component = try descriptor(reference)
            guard component.isComposite else {
                done.append(
                    BuildpackReference(id: component.id, version: component.version, isOptional: reference.isOptional))
                continue
            }
            for group in component.order.groups {
                try expand(done: done, rest: (group + rest)[...], depth: depth + 1, into: &found)
            }
            if !reference.isOptional { return }
        }
        if !done.isEmpty { found.append(done) }
    }
}
