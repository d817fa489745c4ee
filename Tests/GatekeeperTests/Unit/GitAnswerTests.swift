import Testing

@testable import Gatekeeper

@Suite struct GitAnswerTests {
    private func answer(_ chunks: [String]) -> GitAnswer {
        var answer = GitAnswer()
        for chunk in chunks {
            Array(chunk.utf8).withUnsafeBytes { answer.read($0) }
        }
        return answer
    }

    @Test(arguments: [
        ["fatal: Out of memory, malloc failed (tried to allocate 4294967297 bytes)"], ["OOut of memory"],
        ["Out Out of", " memory"], ["O", "ut of memor", "y"],
    ])
    func tellsOutOfMemory(chunks: [String]) {
        #expect(answer(chunks).tellsOutOfMemory)
    }

    @Test(arguments: [
        [], ["out of memory"], ["Out of", "order"], [String(repeating: " ", count: 65536), "Out of memory"],
    ])
    func everythingElseIsAnotherReason(chunks: [String]) {
        #expect(!answer(chunks).tellsOutOfMemory)
    }
}
