import GitRepositories
import PlatformModel
import Testing

@testable import Delivery

@Suite struct PushTranscriptTests {
    private let transcript = PushTranscript(project: Samples.name("hello"), deployBranch: .main)
    private let object = ObjectID(String(repeating: "a", count: 40))

    @Test(arguments: [
        ("refs/heads/x", #"       branch "x" stored, not deployed (deploy branch: main)"#),
        ("refs/tags/v1", #"       tag "v1" stored, not deployed (deploy branch: main)"#),
        ("refs/notes/commits", #"       reference "refs/notes/commits" stored, not deployed (deploy branch: main)"#),
    ])
    func whatIsNotDeployedIsStored(_ name: String, _ line: String) {
        #expect(transcript.line(for: ReferenceUpdate(name: name, old: nil, new: object)).rendered == line)
    }

    @Test func aDeletionSaysSo() {
        let update = ReferenceUpdate(name: "refs/heads/x", old: object, new: nil)
        #expect(transcript.line(for: update).rendered == #"       branch "x" deleted"#)
    }
}
