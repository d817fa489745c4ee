import Configuration
import PlatformModel
import Testing

@testable import Delivery

@Suite struct DeliveryConfigurationTests {
    private func read(_ environment: [String: String]) throws(PlatformError) -> DeliveryConfiguration {
        try DeliveryConfiguration(
            config: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment)))
    }

    @Test func onlyTheDataDirectoryIsRequired() throws {
        let configuration = try read(["PAASTECH_DATA_DIR": "/data"])
        #expect(configuration == DeliveryConfiguration(dataDirectory: "/data"))
        #expect(configuration.repositories == "/data/repositories")
        #expect(throws: PlatformError.self) { try read([:]) }
        #expect(throws: PlatformError.self) { try read(["PAASTECH_DATA_DIR": "data"]) }
    }

    @Test func everyKeyIsRead() throws {
        let configuration = try read([
            "PAASTECH_DATA_DIR": "/data", "PAASTECH_REGISTRY": "127.0.0.1:5001", "PAASTECH_DOMAIN": "example.org",
            "PAASTECH_APPLICATION_URL_SCHEME": "https", "PAASTECH_APPLICATION_URL_PORT": "8443",
            "PAASTECH_BUILDER": "acme/builder:1", "PAASTECH_BUILDERS": "acme/*, paastech/*",
            "PAASTECH_BUILD_SLOTS": "3", "PAASTECH_REPLICAS": "2", "PAASTECH_ROLLOUT_DEADLINE": "30",
            "PAASTECH_DATABASE_PATIENCE": "10", "PAASTECH_IMAGES_KEPT": "7",
        ])
        var expected = DeliveryConfiguration(dataDirectory: "/data")
        expected.registry = "127.0.0.1:5001"
        expected.domain = "example.org"
        expected.applicationScheme = "https"
        expected.applicationPort = 8443
        expected.builder = "acme/builder:1"
        expected.builders = ImageAllowList(["acme/*", "paastech/*"])
        expected.buildSlots = 3
        expected.replicas = 2
        expected.rolloutDeadline = .seconds(30)
        expected.databasePatience = .seconds(10)
        expected.imagesKept = 7
        #expect(configuration == expected)
    }

    @Test(arguments: ["PAASTECH_BUILD_SLOTS", "PAASTECH_REPLICAS", "PAASTECH_IMAGES_KEPT"])
    func numbersMustBePositive(_ key: String) throws {
        #expect { try read(["PAASTECH_DATA_DIR": "/data", key: "0"]) } throws: { error in
            "\(error)" == "\(key) must be a positive number"
        }
    }

    @Test func theURLOmitsTheSchemesOwnPort() throws {
        let hosts = ApplicationHosts(
            project: Samples.project, name: Samples.name("hello"), owner: try UserName(parsing: "alice"),
            domain: "localhost")
        var configuration = DeliveryConfiguration(dataDirectory: "/data")
        #expect(configuration.url(of: hosts) == "http://hello--alice.user-app.localhost")
        configuration.applicationPort = 8080
        #expect(configuration.url(of: hosts) == "http://hello--alice.user-app.localhost:8080")
        configuration.applicationScheme = "https"
        configuration.applicationPort = 443
        #expect(configuration.url(of: hosts) == "https://hello--alice.user-app.localhost")
    }
}
