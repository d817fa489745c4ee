import GitRepositories
import Testing

@Suite("ObjectID")
struct ObjectIDTests {
    @Test("40 hex digits come back in lower case")
    func roundTrip() throws {
        let id = try #require(ObjectID("00ff10203040506070809000A0B0C0D0E0F01234"))
        #expect(id.description == "00ff10203040506070809000a0b0c0d0e0f01234")
        #expect(id.abbreviated == "00ff102")
        #expect(!id.isZero)
        #expect(ObjectID(String(repeating: "0", count: 40)) == ObjectID.zero)
    }

    @Test(
        "anything else is no name",
        arguments: [
            "", "main", "00ff102", String(repeating: "a", count: 39), String(repeating: "a", count: 41),
            String(repeating: "g", count: 40), "+" + String(repeating: "a", count: 39),
            String(repeating: "ä", count: 20),
        ])
    func refused(text: String) {
        #expect(ObjectID(text) == nil)
    }
}
