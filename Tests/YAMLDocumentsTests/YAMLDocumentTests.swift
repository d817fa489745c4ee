import Testing
import YAMLDocuments

@Suite("YAMLDocument")
struct YAMLDocumentTests {
    @Test("scalars are what was written, and remember how")
    func scalars() throws {
        let document = YAMLDocument(
            Array("a: 3000\nb: '3000'\nc: \"x\\ty\"\nd: |\n  one\n  two\ne: >\n  one\n  two\nf: yes\ng:\nh: ~\n".utf8))
        #expect(document.problems == [])
        let root = try #require(document.root)
        let expected: [(String, String, YAMLScalar.Style, Bool)] = [
            ("a", "3000", .plain, false), ("b", "3000", .singleQuoted, false), ("c", "x\ty", .doubleQuoted, false),
            ("d", "one\ntwo\n", .literal, false), ("e", "one two\n", .folded, false), ("f", "yes", .plain, false),
            ("g", "", .plain, true), ("h", "~", .plain, true),
        ]
        for (key, text, style, isNull) in expected {
            let scalar = try #require(root[key]?.scalar, "\(key)")
            #expect(scalar == YAMLScalar(text: text, style: style))
            #expect(scalar.isNull == isNull)
        }
        #expect(!YAMLScalar(text: "null", style: .singleQuoted).isNull)
        #expect(!YAMLScalar(text: "", style: .doubleQuoted).isNull)
    }

    @Test("every node knows line, column and byte", arguments: ["\n", "\r\n", "\r"])
    func positions(lineEnd: String) throws {
        let lines = ["buildpacks:", "  env:", "    - ä: \"ö\"", "    - b"]
        let root = try #require(YAMLDocument(Array(lines.joined(separator: lineEnd).utf8)).root)
        let env = try #require(root["buildpacks"]?["env"]?.sequence)
        let end = lineEnd.utf8.count
        #expect(env[0].position == YAMLPosition(line: 3, column: 7, offset: 11 + 6 + 6 + 2 * end))
        let value = try #require(env[0].mapping?.first?.value)
        #expect(value.position == YAMLPosition(line: 3, column: 10, offset: 11 + 6 + 10 + 2 * end))
        #expect(env[1].position == YAMLPosition(line: 4, column: 7, offset: 11 + 6 + 14 + 6 + 3 * end))
    }

    @Test("a byte order mark is skipped and shifts no column")
    func byteOrderMark() throws {
        let document = YAMLDocument([0xEF, 0xBB, 0xBF] + Array("a: ä\nb: c".utf8))
        #expect(document.problems == [])
        let root = try #require(document.root)
        #expect(root["a"]?.position == YAMLPosition(line: 1, column: 4, offset: 6))
        #expect(root["b"]?.position == YAMLPosition(line: 2, column: 4, offset: 12))
    }

    @Test("nothing, blanks and comments are no document", arguments: ["", "\n\n", "# only this\n", "  "])
    func empty(text: String) {
        let document = YAMLDocument(Array(text.utf8))
        #expect(document.root == nil)
        #expect(document.problems == [])
    }

    @Test("aliases are written out, at the place of the alias")
    func aliases() throws {
        let document = YAMLDocument(Array("a: &x [1, 2]\nb: *x\n".utf8))
        #expect(document.problems == [])
        let b = try #require(document.root?["b"])
        #expect(b.sequence?.map { $0.scalar?.text } == ["1", "2"])
        #expect(b.position.description == "2:4")
    }

    @Test("a redefined anchor means the latest")
    func redefinedAnchor() throws {
        let root = try #require(YAMLDocument(Array("a: &x 1\nb: &x 2\nc: *x\n".utf8)).root)
        #expect(root["c"]?.scalar?.text == "2")
    }

    @Test("text inside of braces and brackets")
    func flow() throws {
        let root = try #require(YAMLDocument(Array("{a: [1, {b: c}], d: 'e'}".utf8)).root)
        #expect(root["a"]?.sequence?[1]["b"]?.scalar?.text == "c")
        #expect(root["missing"] == nil)
    }
}
