import FoundationEssentials
import LinuxSystem
import TestSupport

/// A small pack with one object of gigabytes: a delta that copies the same bytes of its base again and again
/// (gitformat-pack(5), "Deltified representation").
struct DeltaBomb {
    private static let blockSize = 65535
    private static let base = [UInt8](repeating: 0, count: blockSize)

    /// Size of the object that the delta makes.
    let inflatedBytes: Int
    /// Other objects in the pack: from a hundred on, git takes another way to unpack it.
    let fillers: Int

    /// The pack and the name of an object that is not in it, for the reference to point at.
    func pack(in scratch: ScratchGit) throws -> Data {
        let base = try scratch.git("hash-object", "--stdin", input: Self.base)
        var pack = Array("PACK".utf8) + Self.bigEndian(2) + Self.bigEndian(UInt32(fillers + 2))
        pack += Self.header(type: 3, size: Self.base.count) + Self.stored(Self.base)
        for number in 0..<fillers {
            let filler = Array("filler \(number)".utf8)
            pack += Self.header(type: 3, size: filler.count) + Self.stored(filler)
        }
        let delta = delta
        pack += Self.header(type: 7, size: delta.count) + Self.bytes(ofHexadecimal: base) + Self.stored(delta)
        return Data(pack + (try Self.sha1(pack, in: scratch)))
    }

    private var delta: [UInt8] {
        let copies = inflatedBytes / Self.blockSize
        var delta = Self.size(Self.base.count) + Self.size(copies * Self.blockSize)
        // Copy from offset 0, with two bytes of length.
        for _ in 0..<copies { delta += [0x80 | 0x30, 0xFF, 0xFF] }
        return delta
    }

    /// Type and size: four bits of size in the first byte, seven in each that follows.
    private static func header(type: UInt8, size: Int) -> [UInt8] {
        var rest = size >> 4
        var bytes = [type << 4 | UInt8(size & 15) | (rest > 0 ? 0x80 : 0)]
        while rest > 0 {
            bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        }
        return bytes
    }

    private static func size(_ number: Int) -> [UInt8] {
        var rest = number
        var bytes: [UInt8] = []
        repeat {
            bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }

    /// A zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4).
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(blockSize)
            rest = rest.dropFirst(block.count)
            let count = UInt16(block.count)
            stream += [rest.isEmpty ? 1 : 0]
            for half in [count, ~count] { stream += [UInt8(half & 0xFF), UInt8(half >> 8)] }
            stream += block
        } while !rest.isEmpty
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65521
            high = (high + low) % 65521
        }
        return stream + bigEndian(high << 16 | low)
    }

    private static func sha1(_ bytes: [UInt8], in scratch: ScratchGit) throws -> [UInt8] {
        let file = "\(scratch.directory)/unsigned.pack"
        try Data(bytes).write(to: URL(filePath: file))
        let sum = try Tool.runBlocking(ChildCommand(executable: "/usr/bin/sha1sum", arguments: [file]))
        return self.bytes(ofHexadecimal: String(sum.output.prefix(40)))
    }

    private static func bytes(ofHexadecimal text: String) -> [UInt8] {
        let digits = text.compactMap(\.hexDigitValue).map { UInt8($0) }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
