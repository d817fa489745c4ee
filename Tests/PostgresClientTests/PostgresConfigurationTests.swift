import Testing

@testable import PostgresClient

@Suite("Connection settings")
struct PostgresConfigurationTests {
    @Test("a URI is split into its parts")
    func parsesURI() throws {
        let configuration = try PostgresConfiguration(url: "postgresql://ada@db.example:5433/shop?application_name=web")
        #expect(configuration.endpoint == "db.example:5433")
        #expect(configuration.user == "ada")
        #expect(configuration.database == "shop")
        #expect(configuration.applicationName == "web")
    }

    @Test("a password is used and never described")
    func hidesPassword() throws {
        let configuration = try PostgresConfiguration(url: "postgresql://ada:opensesame@db.example/shop")
        #expect(configuration.connectionParameters["password"] == "opensesame")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("opensesame"))
        }
    }

    @Test("what is not a connection string is refused without being repeated")
    func refusesNonsense() {
        let error = #expect(throws: PostgresError.self) {
            try PostgresConfiguration(url: "postgresql://ada:opensesame@[broken")
        }
        #expect(error?.code == .invalidConfiguration)
        #expect(error.map { !String(reflecting: $0).contains("opensesame") } == true)
    }

    @Test("limits travel in the start-up packet, in milliseconds, beside the caller's own options")
    func sendsLimits() throws {
        var configuration = try PostgresConfiguration(url: "host=/tmp options='-c search_path=x'")
        configuration.statementTimeout = .milliseconds(1500)
        configuration.lockTimeout = .zero
        let options = try #require(configuration.connectionParameters["options"])
        #expect(options.hasPrefix("-c search_path=x "))
        #expect(options.contains("-c statement_timeout=1500 "))
        #expect(options.contains("-c lock_timeout=0 "))
    }

    @Test("a duration below a millisecond does not become 'no limit'")
    func roundsUp() {
        #expect(Duration.microseconds(10).wholeMilliseconds == 1)
        #expect(Duration.zero.wholeMilliseconds == 0)
    }
}
