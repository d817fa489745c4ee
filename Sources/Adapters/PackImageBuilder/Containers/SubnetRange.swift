/// An IPv4 range from which networks take equal small parts.
struct SubnetRange: Equatable, Sendable {
    private let base: UInt32
    /// Number of parts.
    let count: Int

    private static let partBits: UInt32 = 28

    /// - Parameter cidr: such as `10.214.0.0/16`, at most `/28`.
    init?(_ cidr: String) {
        let parts = cidr.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = UInt32(parts[1]), (8...Self.partBits).contains(bits) else { return nil }
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard numbers.count == 4, !numbers.contains(nil) else { return nil }
        let address = numbers.reduce(UInt32(0)) { $0 << 8 | UInt32($1 ?? 0) }
        base = address & ~(UInt32.max >> bits)
        count = 1 << Int(Self.partBits - bits)
    }

    /// The part of that number, wrapped around at the end of the range.
    func part(_ number: Int) -> String {
        let address = base + UInt32(number % count) << (32 - Self.partBits)
        let bytes = [24, 16, 8, 0].map { String(address >> UInt32($0) & 0xFF) }
        return "\(bytes.joined(separator: "."))/\(Self.partBits)"
    }

    /// Where to begin looking for a free part, different for different texts.
    func start(for text: String) -> Int {
        // FNV-1a, since Swift's own hashes differ from process to process.
        let hash = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return Int(hash % UInt64(count))
    }
}
