import Testing
import YAMLDocuments

/// Reads damaged texts: whatever comes, an answer within the limits, and every place inside of the text.
@Suite("Mutated YAML")
struct YAMLMutationTests {
    private static let seeds = [
        "buildpacks:\n  path: \".\"\n  builder: 'paketo/builder:full'\n  env:\n    - \"A=b\"\n    - C=d\n",
        "a: &x {b: [1, 2, *y], c: |\n  text\n  more\n}\n--- !!map\n? [complex, key]\n: >-\n  folded\n...\n",
        "%YAML 1.1\n%TAG !e! tag:example.org,2000:\n---\n- !e!foo \"\\u00e4\\x41\"\n- <<: *a\n- ~\n",
        "\u{FEFF}ä: ö # comment\n\"k\": 'it''s'\n\t\r\nx: y\r",
    ]
    private static let tokens: [[UInt8]] =
        [
            "\n", "\r", "\t", "  ", ":", ": ", "- ", "? ", "[", "]", "{", "}", "&a ", "*a", "!!x ", "|", ">", "'", "\"",
            "\\", "#", "---\n", "...\n", "%", "<<", "\u{2028}", "\u{85}", "\0",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xEF, 0xBB, 0xBF]]

    @Test("never crashes, never points outside", arguments: 0..<8)
    func mutations(seed: Int) {
        var random = SplitMix(state: UInt64(seed) &* 0x9E37_79B9 &+ 7)
        for _ in 0..<400 {
            let bytes = mutated(&random)
            let document = YAMLDocument(bytes, limits: YAMLLimits(depth: 16, aliasDepth: 2, nodes: 500))
            for problem in document.problems {
                #expect((0...bytes.count).contains(problem.position.offset), "\(bytes)")
                #expect(document.text.position(ofByte: problem.position.offset) == problem.position, "\(bytes)")
                let excerpt = document.text.excerpt(at: problem.position)
                #expect(excerpt.line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "\(bytes)")
            }
            if let root = document.root { check(root, bytes) }
        }
    }

    private func check(_ node: YAMLNode, _ bytes: [UInt8]) {
        #expect((0...bytes.count).contains(node.position.offset), "\(bytes)")
        for item in node.sequence ?? [] { check(item, bytes) }
        for entry in node.mapping ?? [] {
            check(entry.key, bytes)
            check(entry.value, bytes)
        }
    }

    private func mutated(_ random: inout SplitMix) -> [UInt8] {
        var bytes = Array((Self.seeds.randomElement(using: &random) ?? "").utf8)
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.insert(contentsOf: Self.tokens.randomElement(using: &random) ?? [], at: place)
            case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 2 where place < bytes.count:
                bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...9, using: &random)))
            default:
                let end = min(bytes.count, place + Int.random(in: 1...20, using: &random))
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        return bytes
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same texts in every run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
