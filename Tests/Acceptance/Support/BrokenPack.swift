import Foundation
import TestSupport
import Testing

/// A pack that says something else than it holds (gitformat-pack(5)).
enum BrokenPack: String, CaseIterable, CustomTestStringConvertible {
    case cutOff, wrongZlib, wrongChecksum, unknownVersion, oneObjectTooMany, noise, nothing, withoutItsTree

    var testDescription: String { rawValue }

    func bytes(of commit: String, in scratch: ScratchGit) throws -> Data {
        let isWhole = self != .withoutItsTree
        let base = "\(scratch.directory)/made"
        let name = try scratch.git(
            "pack-objects", "--quiet", isWhole ? "--revs" : "--no-reuse-delta", base, input: Array("\(commit)\n".utf8))
        var pack = try Data(contentsOf: URL(fileURLWithPath: "\(base)-\(name).pack"))
        // 12 bytes of header, then the first object's own header of one or two bytes, then its zlib stream.
        switch self {
        case .cutOff: pack = pack.prefix(pack.count / 2)
        case .wrongZlib: for index in 16..<24 { pack[index] ^= 0xFF }
        case .wrongChecksum: pack[pack.count - 1] ^= 1
        case .unknownVersion: pack[7] = 9
        case .oneObjectTooMany: pack[11] += 1
        case .noise: pack = Data("PACK".utf8) + Data(repeating: 0xA5, count: 5000)
        case .nothing: pack = Data()
        case .withoutItsTree: break
        }
        return pack
    }
}
