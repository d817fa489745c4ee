import ClientAPIContract
import PlatformModel
import Testing

@Suite("Routes")
struct RouteTests {
    private let project = ProjectID("5c0e7a7e-9a41-4f0e-8c55-0123456789ab")

    @Test("no two routes share method and path")
    func routesAreDistinct() {
        let lines = Route.allCases.map { "\($0.method.rawValue) \($0.template)" }
        #expect(Set(lines).count == lines.count)
    }

    @Test("the parameters of a path have names of their own")
    func parametersAreNamedOnce() {
        for route in Route.allCases {
            #expect(Set(route.parameters).count == route.parameters.count, "\(route.template)")
        }
    }

    @Test("paths are filled in from typed values")
    func pathsAreFilledIn() throws {
        let project = try #require(project)
        #expect(RequestPath.of(.login).path == "/auth/login")
        #expect(RequestPath.project(.stop, project).path == "/projects/5c0e7a7e-9a41-4f0e-8c55-0123456789ab/stop")
        #expect(
            RequestPath.deployment(.rollback, project, 12).path
                == "/projects/5c0e7a7e-9a41-4f0e-8c55-0123456789ab/deployments/12/rollback")
    }

    @Test(
        "a path has the methods of its routes, a literal segment before a parameter",
        arguments: [
            ("/projects", [HTTPMethod.post, .get]), ("/projects/my", [.get]), ("/projects/status", [.post]),
            ("/projects/5c0e7a7e-9a41-4f0e-8c55-0123456789ab", [.get, .delete]),
            ("/projects/x/config", [.get, .put, .patch]),
            ("/sshkeys/my", [.post, .get]), ("/sshkeys/my/x", [.delete]), ("/users/my", [.get]),
            ("/users/alice", [.get, .delete]), ("/", []), ("/nothing", []), ("/projects/x/y/z", []),
        ])
    func methodsOfAPath(path: String, methods: [HTTPMethod]) {
        #expect(Set(Route.methods(at: path)) == Set(methods))
        #expect(Route.methods(at: path).count == methods.count)
    }

    @Test("what a person typed cannot leave its segment")
    func argumentsAreEncoded() {
        #expect(RequestPath.confirm(token: "../a b?é").path == "/auth/confirm/..%2Fa%20b%3F%C3%A9")
    }

    @Test("the query of a log names what is not default")
    func logQuery() throws {
        let since = try #require(WireCoding.date(from: "2026-11-24T10:49:38Z"))
        #expect(LogQuery().text.isEmpty)
        #expect(
            LogQuery(follows: true, since: since, tail: 20).text
                == "?follow=1&since=2026-11-24T10%3A49%3A38.000Z&tail=20")
    }
}
