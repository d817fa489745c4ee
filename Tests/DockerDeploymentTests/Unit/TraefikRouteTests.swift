import Foundation
import PlatformModel
import Testing

@testable import DockerDeployment

@Suite struct TraefikRouteTests {
    private let route = TraefikRoute(
        project: ProjectID(), deployment: DeploymentID(), number: 7, hosts: ["a.example", "b.example"],
        servers: ["http://10.0.0.2:80", "http://10.0.0.3:80"])

    @Test func headerTellsWhatIsRouted() throws {
        let text = String(decoding: try route.contents(entryPoints: ["web"]), as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first)
        let parsed = try #require(TraefikRoute.deployment(inHeader: line))
        #expect(parsed.id == route.deployment)
        #expect(parsed.number == 7)
    }

    @Test(arguments: ["", "# deployment", "# deployment x id y", "http:", "# deployment 1 id not-a-uuid"])
    func otherFirstLinesTellNothing(line: String) {
        #expect(TraefikRoute.deployment(inHeader: line) == nil)
    }

    @Test func documentIsJSONBelowTheHeader() throws {
        let text = String(decoding: try route.contents(entryPoints: ["web", "websecure"]), as: UTF8.self)
        let json = Data(text.drop { $0 != "\n" }.utf8)
        let document = try #require(try JSONSerialization.jsonObject(with: json) as? [String: [String: Any]])
        let routers = try #require(document["http"]?["routers"] as? [String: [String: Any]])
        let router = try #require(routers["\(route.project)"])
        #expect(router["rule"] as? String == "Host(`a.example`) || Host(`b.example`)")
        #expect(router["entryPoints"] as? [String] == ["web", "websecure"])
        #expect(router["service"] as? String == "\(route.project)")
    }

    @Test(arguments: ["a`) || Host(`b", "A.example", "", "a..b", "-a.example", "a b", "a\n", "ä.example"])
    func hostsThatCouldChangeTheRuleAreRefused(host: String) {
        #expect(throws: PlatformError.self) { try HostName.validate(host) }
    }

    @Test(arguments: ["localhost", "hello--alice.user-app.localhost", "1.example"])
    func hostNamesPass(host: String) throws {
        try HostName.validate(host)
    }

    @Test func fileIsReplacedOnlyWhenItChanges() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "routes-\(UUID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        let routes = TraefikRoutes(directory: directory.path, entryPoints: ["web"])
        try routes.prepare()
        #expect(try routes.write(route))
        #expect(try !routes.write(route))
        #expect(routes.routed(route.project)?.id == route.deployment)
        #expect(routes.projects() == [route.project])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 1)
        try routes.remove(route.project)
        try routes.remove(route.project)
        #expect(routes.routed(route.project) == nil)
    }
}
