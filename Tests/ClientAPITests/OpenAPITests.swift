import ClientAPIContract
import Foundation
import Hummingbird
import PlatformModel
import PostgresStore
import TestSupport
import Testing

@testable import ClientAPI

@Suite("The OpenAPI document")
struct OpenAPITests {
    private let document = APIDocument.served

    /// `GET /users/{username}` for every route of the contract.
    private static func name(_ route: Route) -> String { "\(route.method.rawValue) \(route.template)" }

    @Test("describes every route of the contract and no other")
    func routesOfTheContract() {
        #expect(Set(document.operations.keys) == Set(Route.allCases.map(Self.name)))
    }

    @Test("the router has every route of the document and no other")
    func routesOfTheRouter() async throws {
        let directory = try TemporaryDirectory("openapi")
        let database = try PlatformDatabase(url: "host=\(directory.path) user=nobody dbname=none")
        let api = APIFixture.api(
            ClientAPIConfiguration(host: "127.0.0.1", port: 0), database,
            try SigningSecret(file: directory.file("secret")), directory)
        let router = try await api.routing(Passwords()).router
        let registered = Set(router.routes.map { "\($0.method.rawValue) \($0.path)" })
        #expect(registered == Set(document.operations.keys))
    }

    @Test("success statuses and who needs a login are the contract's", arguments: Route.allCases)
    func audience(route: Route) throws {
        let operation = try #require(document.operations[Self.name(route)])
        #expect(operation["responses"]["\(route.successStatus)"] != .null)
        let isOpen = operation["security"] == .array([])
        #expect(isOpen == (route.audience == .anyone))
        #expect((operation["responses"]["401"] != .null) == (route.audience != .anyone || route == .login))
        let described = operation["parameters"].elements.filter { $0["in"] == .string("path") }.map { $0["name"] }
        #expect(described == route.parameters.map(JSONValue.string))
    }

    @Test("every example fits its schema, and every body has one", arguments: Route.allCases)
    func examples(route: Route) throws {
        let operation = try #require(document.operations[Self.name(route)])
        var media = operation["requestBody"]["content"].fields
        for (status, response) in operation["responses"].fields {
            for (type, content) in document.resolved(response)["content"].fields {
                media["\(status) \(type)"] = content
            }
        }
        let check = SchemaCheck(document: document)
        for (name, content) in media where route != .openAPI {
            let example = content["example"]
            #expect(example != .null, "\(name)")
            let problem = check.problem(with: example, content["schema"], at: "example")
            #expect(problem == nil, "\(name)")
        }
    }

    @Test("the contract's types read the examples of the document")
    func contractReadsExamples() throws {
        func decode<Content: Codable>(_ route: Route, _ type: Content.Type) throws {
            let operation = document.operations[Self.name(route)] ?? .null
            let media = operation["responses"]["\(route.successStatus)"]["content"]["application/json"]
            let bytes = try JSONEncoder().encode(media["example"])
            let envelope = try WireCoding.decode(SuccessEnvelope<Content>.self, from: bytes)
            #expect(envelope.content != nil, "\(route)")
            // Written again, nothing is lost: the contract knows every field of the example.
            let written = try JSONDecoder().decode(JSONValue.self, from: Data(try WireCoding.encode(envelope)))
            #expect(written == media["example"], "\(route)")
        }
        try decode(.health, HealthResource.self)
        try decode(.register, UserResource.self)
        try decode(.login, AccessTokenResource.self)
        try decode(.users, [UserResource].self)
        try decode(.addKey, KeyResource.self)
        try decode(.keys, [KeyResource].self)
        try decode(.createProject, ProjectResource.self)
        try decode(.ownProjects, [ProjectResource].self)
        try decode(.deploy, ConfigurationChange.self)
        try decode(.applicationLogs, LogsResource.self)
        try decode(.statistics, StatisticsResource.self)
        try decode(.applicationStatuses, ApplicationStatusesResource.self)
        try decode(.deployments, [DeploymentResource].self)
        try decode(.rollback, DeploymentResource.self)
        try decode(.configuration, [String: String].self)
    }

    @Test("a known path answers every other method with 405 and names its own, to whomever")
    func otherMethods() async throws {
        try await APIFixture.run { api in
            let alice = try await api.member()
            let expected = document.root["components"]["responses"]["MethodNotAllowed"]["content"]["application/json"]
            let check = SchemaCheck(document: document)
            for (template, item) in document.root["paths"].fields {
                let own = item.fields.keys.map { $0.uppercased() }.sorted()
                let path = template.replacing("{uuid}", with: "\(ProjectID())").replacing("{number}", with: "1")
                    .replacing("{username}", with: "nobody").replacing("{token}", with: "none")
                for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
                where !own.contains(method) {
                    let answer = try await api.send(method, path, as: method == "PUT" ? alice.token : nil)
                    #expect(answer.status == 405, "\(method) \(path): \(answer.text)")
                    #expect(answer.headers[.allow] == own.joined(separator: ", "), "\(method) \(path)")
                    guard method != "HEAD" else { continue }
                    let body = try JSONDecoder().decode(JSONValue.self, from: Data(answer.bytes))
                    #expect(check.problem(with: body, expected["schema"], at: "body") == nil)
                    #expect(answer.failure?.error == "Method Not Allowed")
                }
            }
            let unknown = try await api.send("DELETE", "/nothing")
            #expect(unknown.status == 404)
            #expect(unknown.headers[.allow] == nil)
        }
    }

    @Test("is served as it is, without a login")
    func served() async throws {
        try await APIFixture.run { api in
            let answer = try await api.send(.of(.openAPI))
            #expect(answer.status == 200)
            #expect(APIDocument(bytes: answer.bytes).root == document.root)
            #expect(document.root["openapi"] == .string("3.1.0"))
        }
    }
}
