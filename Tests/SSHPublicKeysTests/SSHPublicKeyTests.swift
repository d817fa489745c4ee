import SSHPublicKeys
import Testing

@Suite struct SSHPublicKeyTests {

    @Test(arguments: KeySamples.accepted)
    func acceptsWhatSSHKeygenMakes(_ sample: KeySamples.Sample) throws {
        let key = try SSHPublicKey(parsing: sample.line + " alice@laptop\n")
        #expect(key.fingerprint == sample.fingerprint)
        #expect(key.bits == sample.bits)
        #expect(key.comment == "alice@laptop")
        #expect(key.authorizedKeysLine == sample.line)
    }

    @Test func refusesAPrivateKeyWithAWarning() {
        let text = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE=\n-----END OPENSSH PRIVATE KEY-----\n"
        #expect(throws: SSHPublicKeyError.privateKey) { try SSHPublicKey(parsing: text) }
        #expect("\(SSHPublicKeyError.privateKey)".contains("compromised"))
    }

    @Test func refusesWeakRSA() {
        #expect(throws: SSHPublicKeyError.weakRSA(bits: 1024)) { try SSHPublicKey(parsing: KeySamples.rsa1024) }
    }

    @Test func refusesOptionsAndSeveralLines() {
        let line = KeySamples.accepted[0].line
        #expect(throws: SSHPublicKeyError.options) { try SSHPublicKey(parsing: "command=\"sh\" \(line)") }
        #expect(throws: SSHPublicKeyError.options) { try SSHPublicKey(parsing: "no-pty \(line)") }
        #expect(throws: SSHPublicKeyError.severalLines) { try SSHPublicKey(parsing: "\(line)\n\(line)\n") }
        #expect(throws: SSHPublicKeyError.empty) { try SSHPublicKey(parsing: " \n\n") }
    }

    @Test func refusesATypeThatDoesNotMatchItsBlob() {
        let blob = KeySamples.accepted[0].line.split(separator: " ")[1]
        #expect(throws: SSHPublicKeyError.self) { try SSHPublicKey(parsing: "ssh-rsa \(blob)") }
        #expect(throws: SSHPublicKeyError.unknownType("ssh-dss")) { try SSHPublicKey(parsing: "ssh-dss \(blob)") }
    }

    @Test func refusesEveryTruncation() {
        let words = KeySamples.accepted[0].line.split(separator: " ")
        for length in 0..<words[1].count {
            #expect(throws: SSHPublicKeyError.self) {
                try SSHPublicKey(parsing: "\(words[0]) \(words[1].prefix(length))")
            }
        }
    }
}
