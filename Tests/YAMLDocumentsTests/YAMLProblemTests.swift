import Testing
import YAMLDocuments

@Suite("Problems in YAML")
struct YAMLProblemTests {
    private func problems(_ text: String, limits: YAMLLimits = YAMLLimits()) -> [YAMLProblem] {
        YAMLDocument(Array(text.utf8), limits: limits).problems
    }

    @Test("what can be read past is collected, in the order of the text")
    func collected() throws {
        let document = YAMLDocument(Array("a: 1\na: 2\nb: !!str x\nc:\n  <<: {d: e}\n---\nnext: 1\n".utf8))
        #expect(document.problems.map(\.code) == [.duplicateKey, .tag, .mergeKey, .severalDocuments])
        #expect(document.problems.map { $0.position.description } == ["2:1", "3:4", "5:3", "6:1"])
        #expect(document.problems[0].related?.description == "1:1")
        #expect(document.root?["b"]?.tag == "tag:yaml.org,2002:str")
    }

    @Test("keys are compared by bytes, whatever their quotes")
    func duplicateKeys() {
        #expect(problems("a: 1\n'a': 2\n").map(\.code) == [.duplicateKey])
        #expect(problems("{x: {k: 1, k: 2}, k: 3}").map { $0.position.description } == ["1:12"])
        #expect(problems("\u{E9}: 1\ne\u{301}: 2\n") == [])
        #expect(problems("a: {k: 1}\nb: {k: 1}\n") == [])
    }

    @Test(
        "syntax is reported where it breaks, in plain words",
        arguments: [
            ("a: b: c\n", "1:5", "a \":\" cannot stand here"),
            ("a:\n\tb: c\n", "2:1", "a tab cannot indent a line"),
            ("a: @b\n", "1:4", "put the value in quotes"),
            ("a: 'b\nc: d\n", "3:1", "ends in the middle of a quoted value"),
            ("a: b\n c: d\n", "2:3", "a \":\" cannot stand here"),
            ("- a\nb: c\n", "2:1", "the text is not YAML"),
            ("a: [b\n", "2:1", "the text is not YAML"),
            ("a: b\n- c\n", "2:1", "does not fit the mapping"),
            ("\"\\ud800\": 1\n", "1:4", "the text is not YAML"),
            ("a: \"\\q\"\n", "1:5", "the text is not YAML"),
        ])
    func syntax(text: String, position: String, words: String) throws {
        let document = YAMLDocument(Array(text.utf8))
        let problem = try #require(document.problems.last)
        #expect(problem.code == .syntax)
        #expect(problem.position.description == position)
        #expect(problem.message.contains(words), "\(problem.message)")
        #expect(document.root == nil)
    }

    @Test("a problem before the broken place is not lost")
    func beforeSyntax() {
        #expect(problems("x: {a: 1, a: 2}\nb: c: d\n").map(\.code) == [.duplicateKey, .syntax])
    }

    @Test(
        "bytes that are not UTF-8 are found",
        arguments: [
            ([0x61, 0x3A, 0x20, 0xFF], "1:4", "byte FF is not UTF-8"),
            ([0x61, 0x0A, 0xC3], "2:1", "byte C3 is not UTF-8"),
            ([0x61, 0xC0, 0x80], "1:2", "byte C0 is not UTF-8"),
            ([0xED, 0xA0, 0x80], "1:1", "byte ED is not UTF-8"),
            ([0xFF, 0xFE, 0x61, 0x00], "1:1", "the text is UTF-16, save it as UTF-8"),
            ([0xFE, 0xFF, 0x00, 0x61], "1:1", "the text is UTF-16, save it as UTF-8"),
        ] as [([UInt8], String, String)])
    func notUTF8(bytes: [UInt8], position: String, message: String) throws {
        let document = YAMLDocument(bytes)
        #expect(document.problems.map(\.code) == [.notUTF8])
        #expect(document.problems.first?.message == message)
        #expect(document.problems.first?.position.description == position)
        #expect(document.root == nil)
    }

    @Test(
        "control characters are found",
        arguments: [(0x00, "U+0000"), (0x1B, "U+001B"), (0x7F, "U+007F"), (0x9F, "U+009F")])
    func controlCharacters(value: UInt32, name: String) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let found = problems("a: b\nc: d\(Character(scalar))e\n")
        #expect(found.map(\.code) == [.controlCharacter])
        #expect(found.first?.message == "the control character \(name) is not allowed here")
        #expect(found.first?.position.description == "2:5")
    }

    @Test("escapes may name what may not be written, and are not shown raw")
    func escapes() throws {
        let document = YAMLDocument(Array("\"\\e[31m\": 1\n\"\\e[31m\": 2\n".utf8))
        let message = try #require(document.problems.first?.message)
        #expect(document.problems.map(\.code) == [.duplicateKey])
        #expect(!message.unicodeScalars.contains("\u{1B}"))
    }
}

@Suite("Limits of YAML")
struct YAMLLimitTests {
    private func codes(_ text: String, _ limits: YAMLLimits) -> [YAMLProblem.Code] {
        YAMLDocument(Array(text.utf8), limits: limits).problems.map(\.code)
    }

    @Test("length in bytes")
    func bytes() {
        #expect(codes("a: b", YAMLLimits(bytes: 4)) == [])
        #expect(codes("a: bc", YAMLLimits(bytes: 4)) == [.tooLong])
    }

    @Test("depth")
    func depth() {
        #expect(codes("[[[x]]]", YAMLLimits(depth: 3)) == [])
        #expect(codes("[[[[x]]]]", YAMLLimits(depth: 3)) == [.tooDeep])
        #expect(codes(String(repeating: "[", count: 60_000), YAMLLimits()) == [.tooDeep])
        #expect(codes(String(repeating: "- ", count: 30_000), YAMLLimits()) == [.tooDeep])
        #expect(codes(String(repeating: "? ", count: 30_000), YAMLLimits()) == [.tooDeep])
    }

    @Test("aliases behind aliases")
    func aliasDepth() {
        let text = "a: &a 1\nb: &b [*a]\nc: &c [*b]\nd: *c\n"
        #expect(codes(text, YAMLLimits(aliasDepth: 3)) == [])
        #expect(codes(text, YAMLLimits(aliasDepth: 2)) == [.aliasesTooDeep])
    }

    @Test("ten thousand million laughs")
    func laughs() {
        var lines = ["a0: &a0 lol"]
        for level in 1...9 {
            lines.append(
                "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ","))]")
        }
        let text = lines.joined(separator: "\n")
        #expect(codes(text, YAMLLimits()) == [.aliasesTooDeep])
        #expect(codes(text, YAMLLimits(aliasDepth: 100)) == [.tooLarge])
    }

    @Test("one long text aliased often")
    func scalarBytes() {
        let text =
            "a: &a \(String(repeating: "x", count: 30_000))\nb: [\(Array(repeating: "*a", count: 20).joined(separator: ", "))]"
        #expect(codes(text, YAMLLimits()) == [.tooLarge])
    }

    @Test(
        "an alias to what is not there, comes later, or is around it",
        arguments: ["a: *x", "a: *x\nb: &x 1", "&x [*x]"])
    func unknownAnchor(text: String) {
        #expect(codes(text, YAMLLimits()) == [.unknownAnchor])
    }

    @Test("an anchor that is being redefined does not mean the old one inside")
    func shadowedAnchor() {
        #expect(codes("a: &x 1\nb: &x [*x]\n", YAMLLimits()) == [.unknownAnchor])
    }
}
