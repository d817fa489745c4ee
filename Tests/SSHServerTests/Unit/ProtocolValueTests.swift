import Glibc
import Testing

@testable import SSHServer

@Suite struct ProtocolValueTests {
    @Test func onlyGitProtocolIsTakenFromTheEnvironment() {
        var gate = ChannelRequestGate(longestCommand: 100)
        expect(gate.setEnvironment(name: "LD_PRELOAD", value: "x"), is: false)
        expect(gate.setEnvironment(name: "GIT_PROTOCOL", value: "version=2 x"), is: false)
        expect(gate.setEnvironment(name: "GIT_PROTOCOL", value: ""), is: false)
        expect(gate.setEnvironment(name: "GIT_PROTOCOL", value: String(repeating: "a", count: 65)), is: false)
        expect(gate.setEnvironment(name: "GIT_PROTOCOL", value: "version=2"), is: true)
        let started = gate.start(.exec("x"))
        #expect(started)
        #expect(gate.request == CommandRequest(kind: .exec("x"), gitProtocol: "version=2"))
    }

    @Test func channelHasOneRequest() {
        var gate = ChannelRequestGate(longestCommand: 4)
        let long = gate.start(.exec("12345"))
        let first = gate.start(.exec("1234"))
        let second = gate.start(.shell)
        #expect([long, first, second] == [false, true, false])
        expect(gate.setEnvironment(name: "GIT_PROTOCOL", value: "version=1"), is: false)
    }

    @Test func keepaliveAsksAndGivesUp() {
        let start = ContinuousClock.now
        var timer = KeepaliveTimer(interval: .seconds(15), limit: .seconds(45), now: start)
        #expect(timer.deadline == start + .seconds(15))
        expect(timer.check(bytesReceived: 0, now: start + .seconds(14)), is: .none)
        expect(timer.check(bytesReceived: 0, now: start + .seconds(15)), is: .ask)
        expect(timer.check(bytesReceived: 9, now: start + .seconds(16)), is: .none)
        #expect(timer.deadline == start + .seconds(31))
        expect(timer.check(bytesReceived: 9, now: start + .seconds(31)), is: .ask)
        expect(timer.check(bytesReceived: 9, now: start + .seconds(46)), is: .ask)
        expect(timer.check(bytesReceived: 9, now: start + .seconds(61)), is: .giveUp)
    }

    @Test(arguments: [
        ("Socket error: disconnected", true), ("Received SSH_MSG_DISCONNECT: 11:disconnected by user", true),
        ("Socket error: Broken pipe", true), ("Socket error: Connection reset by peer", false),
        ("Socket error: Connection timed out", false), ("", false),
    ])
    func departureIsReadFromTheSession(text: String, isClean: Bool) {
        let departure = Departure(Departure.Evidence(errorText: text))
        #expect(departure == (isClean ? .clean : .lost(reason: text)))
    }

    @Test func endOfStreamIsCleanWhateverTheErrorSays() {
        #expect(Departure(.init(sawEndOfStream: true, errorText: "Socket error: x")) == .clean)
        #expect(Departure(.init(socketError: EPIPE)) == .clean)
        let reset = Departure(.init(socketError: ECONNRESET, sawEndOfStream: true))
        #expect(reset == .lost(reason: "connection reset by peer"))
        #expect(Departure(.init(disconnectMessage: "bye", errorText: "Socket error: x")) == .clean)
    }

    @Test func base64IsDecoded() {
        #expect(Base64.decode("".utf8) == [])
        #expect(Base64.decode("Zg==".utf8) == Array("f".utf8))
        #expect(Base64.decode("Zm8=".utf8) == Array("fo".utf8))
        #expect(Base64.decode("Zm9v+/8A".utf8) == [0x66, 0x6F, 0x6F, 0xFB, 0xFF, 0x00])
        #expect(Base64.decode("Zm9*".utf8) == nil)
    }

    @Test func rsaSizeIsThatOfTheModulus() {
        func string(_ bytes: [UInt8]) -> [UInt8] {
            [0, 0, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
        }
        let modulus = [0, 0x80] + [UInt8](repeating: 1, count: 255)
        let blob = string(Array("ssh-rsa".utf8)) + string([1, 0, 1]) + string(modulus)
        let key = OfferedKey(type: "ssh-rsa", blob: blob, fingerprint: "")
        #expect(key.rsaModulusBits == 2048)
        #expect(SSHAlgorithms().allows(key))
        let cut = OfferedKey(type: "ssh-rsa", blob: Array(blob.dropLast(9)), fingerprint: "")
        #expect(cut.rsaModulusBits == nil)
        #expect(!SSHAlgorithms().allows(cut))
        #expect(!SSHAlgorithms().allows(OfferedKey(type: "ssh-dss", blob: [], fingerprint: "")))
    }
}
