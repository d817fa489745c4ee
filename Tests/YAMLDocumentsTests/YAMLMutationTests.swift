import TestSupport
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

    private let mutation = TextMutation(seeds: seeds, tokens: tokens)

    @Test("never crashes, never points outside", arguments: 0..<8)
    func mutations(seed: Int) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<400 {
            let bytes = mutation.next(&random)
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
}
