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

    @Test func remotesNeverNameAWildcard() throws {
        var settings = PlatformSettings(dataDirectory: "/data")
        #expect(settings.sshPublicHost == nil)
        for wildcard in ["0.0.0.0", "::"] {
            settings.ssh = HostAndPort(host: wildcard, port: 2222)
            #expect(try #require(settings.sshPublicHost) != wildcard)
        }
        settings.sshPublic = HostAndPort(host: "git.example.org", port: 22)
        #expect(settings.sshPublicHost == "git.example.org")
    }

    @Test func nothingListensOffLoopbackByDefault() {
        let settings = PlatformSettings(dataDirectory: "/data")
        #expect([settings.ssh, settings.http, settings.api, settings.registry].allSatisfy { $0.host == "127.0.0.1" })
        #expect(settings.https == nil)
    }

    @Test func everySettingIsListedOnce() {
        let names = PlatformSettings.keys.map(\.variable)
        #expect(Set(names).count == names.count)
        #expect(names.contains("PAASTECH_SSH_PUBLIC"))
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
