/// The push options (`git push -o …`) the platform knows.
public struct PushOptions: OptionSet, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Keep the commit, build nothing.
    public static let noDeploy = PushOptions(rawValue: 1 << 0)
    /// Build without what earlier builds cached.
    public static let clearCache = PushOptions(rawValue: 1 << 1)
    /// Accept, build in the background, return at once.
    public static let detach = PushOptions(rawValue: 1 << 2)

    /// Every option with its name on the command line, in the order in which they are listed to a user.
    public static let known: [(name: String, option: PushOptions)] = [
        ("no-deploy", .noDeploy), ("clear-cache", .clearCache), ("detach", .detach),
    ]

    /// Reads option names.
    /// - Throws: ``PlatformError`` with code `invalid` that names the unknown option and lists the known ones.
    public init(names: some Sequence<String>) throws(PlatformError) {
        var options: PushOptions = []
        for name in names {
            guard let match = Self.known.first(where: { $0.name == name }) else {
                let list = Self.known.map(\.name).joined(separator: ", ")
                throw PlatformError(.invalid, "unknown push option \(name.quotedForDisplay); known are: \(list)")
            }
            options.insert(match.option)
        }
        self = options
    }

    public var names: [String] { Self.known.filter { contains($0.option) }.map(\.name) }
}
