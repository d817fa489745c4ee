import PlatformModel
import Testing

@testable import LocalPlatform

@Suite struct HostAndPortTests {
    @Test func parsesBothFamilies() throws {
        #expect(try HostAndPort(parsing: "127.0.0.1:2222") == HostAndPort(host: "127.0.0.1", port: 2222))
        #expect(try HostAndPort(parsing: "[::1]:0").description == "[::1]:0")
    }

    @Test(arguments: ["", "2222", ":2222", "host:", "host:70000", "host:-1", "host:port"])
    func refusesWhatIsNoAddress(_ text: String) {
        #expect(throws: PlatformError.self) { try HostAndPort(parsing: text) }
    }

    @Test func findsAFreePortForZero() throws {
        let claimed = try HostAndPort(host: "127.0.0.1", port: 0).claimed(option: "--ssh")
        #expect(claimed.port > 0)
        #expect(try claimed.claimed(option: "--ssh") == claimed)
    }

    @Test func namesATakenPortAndTheOption() throws {
        let listener = try LoopbackListener()
        let taken = HostAndPort(host: "127.0.0.1", port: listener.port)
        let error = #expect(throws: PlatformError.self) { try taken.claimed(option: "--http") }
        #expect(error?.code == .conflict)
        #expect(
            error?.message
                == "address \(taken) is taken by another program: stop it or choose another with --http HOST:PORT")
    }
}
