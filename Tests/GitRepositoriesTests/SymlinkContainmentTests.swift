import Testing

@testable import GitRepositories

@Suite("SymlinkContainment")
struct SymlinkContainmentTests {
    private func leaves(_ link: String, among links: [String: String]) throws -> Bool {
        var targets: [TreePath: [UInt8]] = [:]
        for (path, target) in links { targets[try #require(TreePath(path))] = Array(target.utf8) }
        return SymlinkContainment(targets: targets).leavesTree(try #require(TreePath(link)))
    }

    @Test(
        "one link alone",
        arguments: [
            ("a", "b", false), ("a", "./b/../c", false), ("d/a", "../b", false), ("a", "missing/x", false),
            ("a", "a", false), ("d/e/a", "../../x", false), ("a", "x/..", false), ("a", ".", false),
            ("a", "..", true), ("a", "/etc/passwd", true), ("a", "/", true), ("d/a", "../../b", true),
            ("a", "b/../../c", true), ("a", "./../a", true), ("d/a", "../..", true), ("a", "//x", true),
        ])
    func single(link: String, target: String, expected: Bool) throws {
        #expect(try leaves(link, among: [link: target]) == expected)
    }

    @Test("a link through another link is followed as the kernel does")
    func throughLinks() throws {
        // Word by word `x/y/d/../..` is `x`, but `d` leads to the root.
        let links = ["x/y/d": "../..", "e": "x/y/d/../.."]
        #expect(try !leaves("x/y/d", among: links))
        #expect(try leaves("e", among: links))
        // The other way round: word by word it leaves, by the kernel it does not.
        #expect(try !leaves("e", among: ["d": "x/y/z", "e": "d/../../x"]))
    }

    @Test("chains and loops end")
    func chains() throws {
        #expect(try !leaves("a", among: ["a": "b", "b": "a"]))
        #expect(try leaves("a", among: ["a": "b", "b": "c", "c": "../secret"]))
        var doubling = ["l0": "x"]
        for index in 1...60 { doubling["l\(index)"] = "l\(index - 1)/../l\(index - 1)" }
        #expect(try !leaves("l60", among: doubling))
    }
}
