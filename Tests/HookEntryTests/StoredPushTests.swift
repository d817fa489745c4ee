import HookEntry
import PushReception
import Testing

@Suite struct StoredPushTests {
    private static let none = String(repeating: "0", count: 40)
    private static let one = String(repeating: "a1", count: 20)

    private func push(_ updates: [String], deployBranch: String = "main") -> StoredPush? {
        StoredPush(updates: Array(updates.map { "\($0)\n" }.joined().utf8), deployBranch: deployBranch)
    }

    @Test func otherBranchesAndTagsAreOnlyStored() {
        let updates = [
            "\(Self.none) \(Self.one) refs/heads/feature/x-1", "\(Self.none) \(Self.one) refs/tags/v1.0",
            "\(Self.one) \(Self.none) refs/heads/old",
        ]
        #expect(
            push(updates)?.lines == [
                "       branch \"feature/x-1\" stored, not deployed (deploy branch: main)",
                "       tag \"v1.0\" stored, not deployed (deploy branch: main)",
                "       branch \"old\" deleted",
            ])
    }

    @Test(arguments: [("main", "main"), ("master", "main"), ("live", "live")])
    func deployBranchIsExamined(branch: String, deployBranch: String) {
        let other = "\(Self.none) \(Self.one) refs/heads/other"
        #expect(push([other, "\(Self.none) \(Self.one) refs/heads/\(branch)"], deployBranch: deployBranch) == nil)
        #expect(push(["\(Self.one) \(Self.none) refs/heads/\(branch)"], deployBranch: deployBranch) == nil)
    }

    @Test func masterIsABranchLikeAnyOtherWhereAnotherIsDeployed() {
        #expect(push(["\(Self.none) \(Self.one) refs/heads/master"], deployBranch: "live") != nil)
    }

    @Test(arguments: [
        "refs/paastech/deployments/1", "refs/notes/x", "refs/heads/", "refs/tags/", "HEAD", "refs/heads/é",
        "refs/heads/a\u{1B}[31m", "refs/heads/a b", "refs/heads/a\"b",
    ])
    func whatIsNotPlainIsExamined(name: String) {
        #expect(push(["\(Self.none) \(Self.one) \(name)"]) == nil)
    }

    @Test func inputThatIsNotGitsIsExamined() {
        #expect(push([]) == nil)
        #expect(push([""]) == nil)
        #expect(push(["\(Self.none) \(Self.one)"]) == nil)
        #expect(push(["\(Self.none) short refs/heads/x"]) == nil)
        #expect(push(["\(Self.none) \(Self.one.uppercased()) refs/heads/x"]) == nil)
        #expect(StoredPush(updates: Array("\(Self.none) \(Self.one) refs/heads/x".utf8), deployBranch: "main") == nil)
    }

    @Test func requestsAreRead() {
        for request in [ReceptionRequest.open(push: "a"), .accept(push: "b")] {
            #expect(ReceptionRequest(line: request.line) == request)
        }
        for line in ["", "\n", "open", "open \n", "open a", "open a b\n", "close a\n", " open a\n"] {
            #expect(ReceptionRequest(line: line) == nil)
        }
    }
}
