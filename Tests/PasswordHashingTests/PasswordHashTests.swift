import PasswordHashing
import Testing

@Suite struct PasswordHashTests {
    static let cheap = PasswordHash.Cost(logRounds: 10)

    @Test func verifiesThePasswordAndNoOther() throws {
        let hash = try PasswordHash(of: "correct horse", cost: Self.cheap)
        #expect(try hash.verifies("correct horse"))
        #expect(try !hash.verifies("correct horsf"))
        #expect(try !hash.verifies(""))
    }

    @Test func survivesItsTextForm() throws {
        let hash = try PasswordHash(of: "pässwörd", cost: Self.cheap)
        let read = try #require(PasswordHash(hash.text))
        #expect(read == hash)
        #expect(try read.verifies("pässwörd"))
    }

    @Test func agreesWithTheVectorOfTheRFC() throws {
        // RFC 7914 section 12, third vector, cut to 32 bytes: PBKDF2 output is a prefix of the longer one.
        // Password "pleaseletmein", salt "SodiumChloride", N 16384, r 8, p 1.
        let text = "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI"
        #expect(try #require(PasswordHash(text)).verifies("pleaseletmein"))
    }

    @Test func twoHashesOfOnePasswordDiffer() throws {
        let hashes = try (0..<2).map { _ in try PasswordHash(of: "same", cost: Self.cheap).text }
        #expect(hashes[0] != hashes[1])
    }

    @Test(arguments: [
        "", "$scrypt$", "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "$scrypt$ln=40,r=8,p=1$c2FsdA$aGFzaA",
        "$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA", "$scrypt$ln=15,r=8$c2FsdA$aGFzaA", "hunter2",
    ])
    func refusesWhatItDidNotMake(_ text: String) {
        #expect(PasswordHash(text) == nil)
    }
}
