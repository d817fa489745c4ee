import Testing

@testable import Gatekeeper

@Suite struct UpdateRequestTests {
    private let zero = String(repeating: "0", count: 40)

    private func line(_ text: String) -> String {
        let length = String(text.utf8.count + 4, radix: 16)
        return String(repeating: "0", count: 4 - length.count) + length + text
    }

    private func request(_ text: String, step: Int = .max) -> UpdateRequest {
        var request = UpdateRequest()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(step))
            part.withUnsafeBytes { request.read($0) }
            rest = rest.dropFirst(part.count)
        }
        return request
    }

    @Test func flushAloneAsksForNothing() {
        #expect(!request("0000").hasCommands)
        #expect(!request("").hasCommands)
    }

    /// A shallow clone names its edges even when it has nothing new.
    @Test func shallowLinesAskForNothing() {
        #expect(!request(line("shallow \(zero)") + line("shallow \(zero)") + "0000").hasCommands)
        #expect(request(line("shallow \(zero)") + line("\(zero) \(zero) refs/heads/x\0") + "0000").hasCommands)
    }

    @Test(arguments: [1, 3, 7, 1000]) func commandsAreSeenHoweverTheyArrive(step: Int) {
        let text = line("\(zero) \(zero) refs/heads/main\0 report-status") + "0000PACK"
        let request = request(text, step: step)
        #expect(request.hasCommands)
        #expect(request.byteCount == text.utf8.count)
        #expect(self.request(line("push-cert\0 x"), step: step).hasCommands)
    }

    /// What follows the flush is the pack, whatever it looks like.
    @Test func packIsNotRead() {
        #expect(!request("0000" + line("\(zero) \(zero) refs/heads/main")).hasCommands)
    }

    @Test(arguments: ["zzzz", "00", "0001", "0003x", "-001", "ffff", "PACK"])
    func noiseAsksForNothing(text: String) {
        #expect(!request(text).hasCommands)
    }
}
