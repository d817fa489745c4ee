/// SipHash-2-4 (Aumasson and Bernstein, 2012): a 64-bit hash that nobody who lacks the key can find collisions for.
///
/// Here the key is drawn for one build, after everything it judges was written; a cryptographic digest without a key would
/// make the lifecycle's binary, which is in every image as its launcher, twice as large.
public struct SipHash: Sendable {
    public struct Key: Sendable, Equatable {
        public var low: UInt64
        public var high: UInt64

        public init(low: UInt64, high: UInt64) {
            self.low = low
            self.high = high
        }

        /// A key of the system's random numbers.
        public static func random() -> Key {
            Key(low: .random(in: .min ... .max), high: .random(in: .min ... .max))
        }
    }

    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    /// Bytes that do not fill a word yet, the first in the lowest place.
    private var tail: UInt64 = 0
    private var count = 0

    public init(_ key: Key) {
        v0 = key.low ^ 0x736F_6D65_7073_6575
        v1 = key.high ^ 0x646F_7261_6E64_6F6D
        v2 = key.low ^ 0x6C79_6765_6E65_7261
        v3 = key.high ^ 0x7465_6462_7974_6573
    }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset < bytes.count, count & 7 != 0 { add(bytes[offset], &offset) }
        while offset + 8 <= bytes.count {
            absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
            count &+= 8
        }
        while offset < bytes.count { add(bytes[offset], &offset) }
    }

    public consuming func finish() -> UInt64 {
        absorb(tail | UInt64(truncatingIfNeeded: count) << 56)
        v2 ^= 0xFF
        for _ in 0..<4 { round() }
        return v0 ^ v1 ^ v2 ^ v3
    }

    private mutating func add(_ byte: UInt8, _ offset: inout Int) {
        tail |= UInt64(byte) << UInt64((count & 7) * 8)
        count &+= 1
        offset += 1
        if count & 7 == 0 {
            absorb(tail)
            tail = 0
        }
    }

    @inline(__always)
    private mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v1 = Self.rotate(v1, 13) ^ v0
        v0 = Self.rotate(v0, 32)
        v2 &+= v3
        v3 = Self.rotate(v3, 16) ^ v2
        v0 &+= v3
        v3 = Self.rotate(v3, 21) ^ v0
        v2 &+= v1
        v1 = Self.rotate(v1, 17) ^ v2
        v2 = Self.rotate(v2, 32)
    }

    @inline(__always)
    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }
}
