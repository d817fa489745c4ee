import OCIRegistry

extension PreviousBills {
    /// Takes them out of an image in the daemon.
    static func load(_ previous: PreviousImage, from layers: DaemonLayers) async throws -> PreviousBills {
        guard let diffID = previous.restorableBillsLayer,
            let content = try await layers.contents(of: [diffID])[diffID]
        else { return .none }
        return try PreviousBills(
            layer: content.read(at: 0, size: min(Int(content.count), limit)), of: previous.metadata)
    }
}
