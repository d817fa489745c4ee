public import PlatformModel

/// The range of IPv4 addresses that project networks are cut from, each of one small fixed size.
///
/// Docker's own address pools end after about 30 networks.
public struct SubnetRange: Sendable, Equatable, CustomStringConvertible {
    private let base: UInt32
    private let prefix: UInt32
    /// Prefix length of each network: 28 leaves 13 addresses beside the bridge's own.
    private let size: UInt32

    public static let `default` = SubnetRange(base: 10 << 24 | 213 << 16, prefix: 16, size: 28)

    private init(base: UInt32, prefix: UInt32, size: UInt32) {
        self.base = base
        self.prefix = prefix
        self.size = size
    }

    /// - Parameter text: CIDR, such as `10.213.0.0/16`.
    /// - Throws: ``PlatformError`` with code `invalid`.
    public init(parsing text: String, networkSize: Int = 28) throws(PlatformError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let octets = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 2, octets.count == 4, !octets.contains(nil), let prefix = UInt32(parts[1]),
            (8...28).contains(prefix), (Int(prefix)...29).contains(networkSize)
        else {
            throw PlatformError(
                .invalid, "\(text.quotedForDisplay) is no IPv4 range for networks; write it like 10.213.0.0/16")
        }
        base = octets.reduce(0) { $0 << 8 | UInt32($1 ?? 0) } & ~(UInt32.max >> prefix)
        self.prefix = prefix
        size = UInt32(networkSize)
    }

    public var description: String { "\(Self.dotted(base))/\(prefix)" }

    /// Number of networks.
    var count: Int { 1 << (size - prefix) }

    /// The network with this index, CIDR; indices wrap around.
    func subnet(_ index: Int) -> String {
        "\(Self.dotted(base + UInt32(index % count) << (32 - size)))/\(size)"
    }

    /// All networks, beginning at a place that depends on the project, so that two rarely try the same one.
    func candidates(for project: ProjectID) -> some Sequence<String> {
        let uuid = project.uuid.uuid
        let start = (Int(uuid.0) << 16 | Int(uuid.1) << 8 | Int(uuid.2)) % count
        return (0..<count).lazy.map { subnet(start + $0) }
    }

    private static func dotted(_ address: UInt32) -> String {
        [24, 16, 8, 0].map { String(address >> UInt32($0) & 0xFF) }.joined(separator: ".")
    }
}
