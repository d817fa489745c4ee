import ClientAPIContract
import PlatformModel
import Testing

@testable import ClientCommands

@Suite("What a command takes when nothing is named")
struct ChoosingTests {
    @Test("rollback goes to the newest that was live before, with another image")
    func rollback() throws {
        let deployments = [
            Samples.deployment(6, .failed, digest: nil), Samples.deployment(5, .live, digest: "c"),
            Samples.deployment(4, .replaced, digest: "c"), Samples.deployment(3, .canceled, digest: "b"),
            Samples.deployment(2, .replaced, digest: "b"), Samples.deployment(1, .replaced, digest: "a"),
        ]
        #expect(try Rollback.previous(in: deployments, of: "hello") == 2)
        #expect(throws: ClientError.self) { try Rollback.previous(in: [Samples.deployment(1, .live)], of: "hello") }
    }

    @Test("cancel takes the newest that is under way")
    func cancel() throws {
        let deployments = [
            Samples.deployment(3, .queued), Samples.deployment(2, .building), Samples.deployment(1, .live),
        ]
        #expect(try Cancel.underWay(in: deployments, of: "hello") == 3)
        #expect(throws: ClientError.self) { try Cancel.underWay(in: [Samples.deployment(1, .live)], of: "hello") }
    }

    @Test("a key is named by name, id or fingerprint; two of one name are not guessed between")
    func keys() throws {
        let keys = [Samples.key("laptop"), Samples.key("desk"), Samples.key("desk")]
        #expect(try RemoveKey.match("laptop", in: keys) == keys[0])
        #expect(try RemoveKey.match("SHA256:laptop", in: keys) == keys[0])
        #expect(try RemoveKey.match("\(keys[1].id)".uppercased(), in: keys) == keys[1])
        #expect(throws: ClientError.self) { try RemoveKey.match("desk", in: keys) }
        #expect(throws: ClientError.self) { try RemoveKey.match("phone", in: keys) }
    }

    @Test("a project answers to its name, its owner's name and its id")
    func projects() throws {
        let project = Samples.project()
        for (text, isIt) in [
            ("hello", true), ("alice/hello", true), ("\(project.id)", true), ("bob/hello", false), ("other", false),
        ] {
            let reference = try #require(ProjectReference(parsing: text))
            #expect(project.answers(to: reference) == isIt, "\(text)")
        }
    }

    @Test("a variable is split at its first equals sign")
    func variables() {
        #expect(VariableAssignment(argument: "URL=a=b").map { [$0.name, $0.value] } == ["URL", "a=b"])
        #expect(VariableAssignment(argument: "EMPTY=")?.value == "")
        #expect(VariableAssignment(argument: "=x") == nil)
        #expect(VariableAssignment(argument: "NAME") == nil)
    }
}
