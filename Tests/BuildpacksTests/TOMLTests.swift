import Testing

@testable import BuildpackLifecycle

/// Expected values are those of the TOML 1.0 specification's own examples.
@Suite struct TOMLTests {
    @Test func readsEveryKindOfValue() throws {
        let document = try TOMLReader(
            parsing: """
                title = "a\\tb" # comment
                'quoted key' = 'C:\\raw'
                text = \"\"\"
                one
                two\"\"\"
                hex = 0xDEAD_beef
                half = 0.5
                day = 1979-05-27T07:32:00Z
                list = [ 1, 2, # three
                ]
                point.x = 1
                inline = { a = true }
                [[order]]
                [[order.group]]
                id = "x"
                """, file: "t.toml")
        #expect(try document.string("title") == "a\tb")
        #expect(try document.string("quoted key") == "C:\\raw")
        #expect(try document.string("text") == "one\ntwo")
        #expect(document.table["hex"]?.value == .integer(0xDEAD_BEEF))
        #expect(document.table["half"]?.value == .float(0.5))
        #expect(document.table["day"]?.value == .dateTime("1979-05-27T07:32:00Z"))
        #expect(try document.subtable("inline")?.boolean("a") == true)
        #expect(try document.subtables("order")[0].subtables("group")[0].string("id") == "x")
    }

    @Test(arguments: [
        ("a = 1\na = 2", "t.toml:2:1: key \"a\" is defined twice"),
        ("a = \"x", "t.toml:1:5: the string is not closed"),
        ("\n[a]\n[a]", "t.toml:3:1: table \"a\" is defined twice"),
        ("a = yes", "t.toml:1:5: \"yes\" is not a value; a string needs quotes"),
        ("a = 01", "t.toml:1:5: \"01\" is not a value; a string needs quotes"),
    ])
    func namesThePlaceOfAMistake(text: String, message: String) {
        #expect(throws: BuildpackError(.malformedDocument, message)) { try TOMLReader(parsing: text, file: "t.toml") }
    }

    @Test func namesKeyAndExpectation() throws {
        let document = try TOMLReader(parsing: "[types]\nlaunch = \"yes\"", file: "web.toml")
        #expect(
            throws: BuildpackError(
                .malformedDocument, "web.toml:2:10: \"types.launch\" must be true or false, it is a string")
        ) { try LayerMetadata(document) }
    }

    @Test func writesWhatItReads() throws {
        let text = "a = \"q\\\"\\n\"\n\n[b.\"c d\"]\nlist = [1, true]\n\n[[e]]\nf = 1.5\n\n[[e]]\nf = 2.0\n"
        let table = try TOMLReader(parsing: text, file: "t").table
        #expect(try TOMLReader(parsing: TOMLWriter.write(table), file: "t").table == table)
    }
}
