import ClientAPIContract
import PlatformModel
import Testing

@Suite struct ApplicationRouteTests {
    @Test func statusStatisticsOutputAndStop() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            _ = try await api.parts.deploy(project)

            #expect(try await status(of: project, for: alice) == .running)
            let statistics = try await alice.send(.project(.statistics, project.id)).content(StatisticsResource.self)
            #expect(statistics.memoryUsage > 0)
            #expect(statistics.memoryLimit >= statistics.memoryUsage)
            #expect(try await alice.send(.project(.applicationLogs, project.id)).content(LogsResource.self).logs == "")

            #expect(try await alice.send(.project(.stop, project.id)).status == 201)
            #expect(try await alice.send(.project(.stop, project.id)).status == 409)
            #expect(try await api.parts.containers(of: project.id) == [])
            for route in [Route.statistics, .applicationLogs] {
                #expect(try await alice.send(.project(route, project.id)).status == 409, "\(route)")
            }
        }
    }

    @Test func statusesAreTheCallersOwn() async throws {
        try await RunningAPI.run { api in
            let (alice, bob) = (try await api.member(), try await api.member("bob"))
            let administrator = try await api.member("root", isAdministrator: true)
            let (hers, his) = (try await alice.project(), try await bob.project())
            func ask(_ member: Member, _ names: String) async throws -> Received {
                try await member.send(.of(.applicationStatuses), json: #"{"container_names": \#(names)}"#)
            }
            let own = try await ask(alice, #"["\#(hers.id)"]"#)
            #expect(own.status == 201)
            #expect(
                try own.content(ApplicationStatusesResource.self).containerStatuses.map(\.containerName)
                    == ["\(hers.id)"])
            #expect(own.text.contains(#""container_status":"STATUS_"#))
            let foreign = try await ask(alice, #"["\#(hers.id)", "\#(his.id)"]"#)
            let missing = try await ask(alice, #"["\#(ProjectID())"]"#)
            #expect(foreign.status == 404)
            #expect(missing.status == 404)
            #expect(try await ask(administrator, #"["\#(hers.id)", "\#(his.id)"]"#).status == 201)
            for names in ["null", "{}", "[1]", #"["x"]"#, #"["\#(hers.id)", "../x"]"#] {
                #expect(try await ask(alice, names).status == 422, "\(names)")
            }
            let many = Array(repeating: "\"\(hers.id)\"", count: 101).joined(separator: ",")
            #expect(try await ask(alice, "[\(many)]").status == 422)
            #expect(try await ask(alice, "[]").status == 201)
        }
    }

    @Test func outputIsFollowedFromItsTail() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            _ = try await api.parts.deploy(project, output: ["one", "two", "three"])
            let path = RequestPath.project(.applicationLogs, project.id)
            #expect(try await alice.send(path, query: "?tail=2").content(LogsResource.self).logs == "two\nthree\n")

            var all = try await alice.follow(path)
            var events: [EventReader.Event] = []
            while events.count < 3, let event = try await all.next() { events.append(event) }
            let texts = try events.map { try $0.line.text }
            #expect(texts == ["one", "two", "three"])
            var resumed = try await alice.follow(path, after: events[1].id)
            #expect(try await resumed.lines(1) == ["three"])
            var tail = try await alice.follow(path, query: "?follow=1&tail=1")
            #expect(try await tail.lines(1) == ["three"])

            // Whoever follows sees the output of the next deployment, too.
            _ = try await api.parts.deploy(project, output: ["four"])
            for reader in [all, resumed, tail] {
                var reader = reader
                #expect(try await reader.lines(1) == ["four"])
            }
            #expect(try await alice.send(.project(.removeProject, project.id)).status == 200)
            while let event = try await all.next() {
                if event.name == "end" { #expect(try event.end.status == "STATUS_STOPPED") }
            }
        }
    }

    @Test(arguments: ["tail=-1", "tail=x", "tail=99999999999999999999", "since=yesterday", "follow=perhaps", "tail="])
    func queriesThatMakeNoSense(_ query: String) async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            let answer = try await alice.send(.project(.applicationLogs, project.id), query: "?\(query)")
            #expect(answer.status == 422)
            #expect(answer.failure?.details?.count == 1)
        }
    }

    private func status(of project: Project, for member: Member) async throws -> ApplicationStatus {
        try await member.send(.project(.project, project.id)).content(ProjectResource.self).status.known
    }
}
