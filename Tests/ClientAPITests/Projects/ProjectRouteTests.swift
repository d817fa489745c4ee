import ClientAPIContract
import PlatformModel
import Testing

@Suite struct ProjectRouteTests {
    @Test func fromCreationToDeletion() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let answer = try await alice.send(.of(.createProject), json: #"{"name": "hello"}"#)
            #expect(answer.status == 201)
            let created = try answer.content(ProjectResource.self)
            #expect(created.name == "hello")
            #expect(created.owner == "alice")
            #expect(created.url == "http://hello--alice.user-app.localhost:\(api.parts.traefik.port)")
            #expect(created.remote == "ssh://git@127.0.0.1:2222/alice/hello")
            #expect(created.config.environment == [:])
            #expect(api.parts.hasRepository(created.id))

            let listed = try await alice.send(.of(.ownProjects)).content([ProjectResource].self)
            #expect(listed.map(\.id) == [created.id])
            #expect(try await alice.send(.project(.project, created.id)).content(ProjectResource.self).id == created.id)

            #expect(try await alice.send(.project(.removeProject, created.id)).status == 200)
            #expect(try await alice.send(.project(.project, created.id)).status == 404)
            #expect(try await alice.send(.project(.removeProject, created.id)).status == 404)
            #expect(!api.parts.hasRepository(created.id))
        }
    }

    @Test func twoAtOnceWithOneName() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...4 {
                    group.addTask { try await alice.send(.of(.createProject), json: #"{"name": "hello"}"#).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }.sorted()
            }
            #expect(statuses == [201, 409, 409, 409])
            // Another account's names are its own.
            _ = try await api.member("bob").project("hello")
        }
    }

    @Test(arguments: ["Hello", "", "a--b", "xn--a", "-a", "a b", "../x", String(repeating: "a", count: 31)])
    func namesThatAreNoLabels(_ name: String) async throws {
        try await RunningAPI.run { api in
            let answer = try await api.member().send(.of(.createProject), json: #"{"name": "\#(name)"}"#)
            #expect(answer.status == 422)
            #expect(answer.failure?.details?.map(\.field) == ["name"])
        }
    }

    @Test func withoutGitController() async throws {
        try await RunningAPI.run(gitController: PlatformParts.nobody) { api in
            let alice = try await api.member()
            let answer = try await alice.send(.of(.createProject), json: #"{"name": "hello"}"#)
            #expect(answer.status == 503)
            #expect(answer.retryAfter != nil)
            #expect(try await alice.send(.of(.ownProjects)).content([ProjectResource].self) == [])
        }
    }

    @Test func withoutPomegranate() async throws {
        try await RunningAPI.run(pomegranate: PlatformParts.nobody) { api in
            let alice = try await api.member()
            let project = try await alice.project()
            let listed = try await alice.send(.of(.ownProjects)).content([ProjectResource].self)
            #expect(listed.map(\.status.known) == [.unknown])
            for route in [Route.stop, .statistics, .applicationLogs] {
                let answer = try await alice.send(.project(route, project.id))
                #expect(answer.status == 503, "\(route)")
                #expect(answer.retryAfter != nil)
            }
            let deletion = try await alice.send(.project(.removeProject, project.id))
            #expect(deletion.status == 503)
            #expect(deletion.failure?.message.contains("goes on by itself") == true)
        }
    }

    @Test func deletionOfWhatIsBeingBuilt() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            try await api.parts.withBuild(of: project) { _ in
                let answer = try await alice.send(.project(.removeProject, project.id))
                #expect(answer.status == 200)
            }
            #expect(try await alice.send(.of(.ownProjects)).content([ProjectResource].self) == [])
        }
    }
}
