import ArgumentParser
import Testing

@testable import ClientCommands

@Suite("What is typed")
struct TypingTests {
    private func typed(_ bytes: [UInt8]) -> HiddenLine.Outcome {
        var line = HiddenLine()
        for byte in bytes {
            let outcome = line.feed(byte)
            if outcome != .more { return outcome }
        }
        return .more
    }

    @Test("a hidden line knows backspace, Ctrl-U, Ctrl-C and Ctrl-D")
    func hiddenLine() {
        #expect(typed(Array("secret\n".utf8)) == .line("secret"))
        #expect(typed(Array("abé".utf8) + [0x7F, 0x0D]) == .line("ab"))
        #expect(typed([0x7F] + Array("a".utf8) + [0x08, 0x08, 0x0A]) == .line(""))
        #expect(typed(Array("wrong".utf8) + [0x15] + Array("right\r".utf8)) == .line("right"))
        #expect(typed(Array("x".utf8) + [0x03]) == .canceled)
        #expect(typed([0x04]) == .canceled)
        #expect(typed(Array("x".utf8) + [0x04]) == .line("x"))
        #expect(typed([0xFF, 0x0A]) == .notUTF8)
    }

    @Test(
        "every command of the page parses",
        arguments: [
            "login --server http://127.0.0.1:1 --email e --password-stdin", "register --username abc", "logout",
            "account",
            "init", "init hello --config", "projects --json", "info", "open", "delete --yes", "keys",
            "keys list --json",
            "keys add", "keys add f.pub --name n", "keys remove laptop", "push", "push -o detach --force",
            "status --json",
            "logs -f", "logs --deployment 3 -f", "logs -n 20", "logs --since 10m -f -t", "deployments -n 5",
            "status --usage", "deployments --json", "rollback", "rollback 3",
            "redeploy",
            "cancel", "cancel 2", "stop", "deploy -e A=1 -e B=2", "config", "config list --json", "config get A",
            "config set A=1 B=2 --no-rollout", "config unset A", "status -p alice/hello",
        ])
    func commandLines(_ line: String) throws {
        let command = try PaastechCommand.parseAsRoot(line.split(separator: " ").map(String.init))
        #expect(command is any ClientCommand)
    }

    @Test(
        "what makes no sense is a usage error",
        arguments: [
            "logs --tail -1", "logs --since yesterday", "deployments -n 0", "logs --deployment 0",
            "logs --deployment 2 --tail 5", "rollback 0", "config set A",
            "login --server ftp://x", "nonsense", "config set",
        ])
    func usageErrors(_ line: String) {
        let error = #expect(throws: (any Error).self) {
            try PaastechCommand.parseAsRoot(line.split(separator: " ").map(String.init))
        }
        #expect(error.map { PaastechCommand.exitCode(for: $0) } == .validationFailure)
    }

    @Test("a time is so long ago, or RFC 3339")
    func times() {
        #expect(PointInTime(argument: "10m") == .ago(seconds: 600))
        #expect(PointInTime(argument: "2d") == .ago(seconds: 172_800))
        #expect(PointInTime(argument: "2026-11-24T10:49:38Z") == .at(Samples.now))
        for wrong in ["", "m", "-5m", "10", "10y", "999999999999999d", "2026-11-24"] {
            #expect(PointInTime(argument: wrong) == nil, "\(wrong)")
        }
    }
}
