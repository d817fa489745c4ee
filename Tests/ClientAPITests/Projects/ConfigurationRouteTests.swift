import ClientAPIContract
import LinuxSystem
import PlatformModel
import TestSupport
import Testing

@Suite struct ConfigurationRouteTests {
    @Test func isReplacedAndMerged() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            func environment() async throws -> [String: String] {
                try await alice.send(.project(.configuration, project.id)).content([String: String].self)
            }
            #expect(try await environment() == [:])
            let put = try await alice.send(.project(.replaceConfiguration, project.id), json: #"{"A": "1", "B": ""}"#)
            #expect(put.status == 200)
            #expect(try put.content(ConfigurationChange.self).deployment == nil)
            let patch = try await alice.send(
                .project(.changeConfiguration, project.id), json: #"{"A": null, "C": "\u00fc=\"x\""}"#)
            #expect(try patch.content(ConfigurationChange.self).environment == ["B": "", "C": "ü=\"x\""])
            #expect(try await environment() == ["B": "", "C": "ü=\"x\""])
        }
    }

    @Test func everyVariableAtFaultIsNamed() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            let body = #"{"1A": "s3cret", "PORT": "80", "LIST": ["s3cret"], "NONE": null, "OK": "1"}"#
            let put = try await alice.send(.project(.replaceConfiguration, project.id), json: body)
            #expect(put.status == 422)
            #expect(Set(put.failure?.details?.map(\.field) ?? []) == ["1A", "PORT", "LIST", "NONE"])
            #expect(!put.text.contains("s3cret"))
            let large = String(repeating: "x", count: RuntimeEnvironment.longestValue)
            let total = try await alice.send(
                .project(.replaceConfiguration, project.id),
                json: "{" + (1...5).map { "\"V\($0)\": \"\(large)\"" }.joined(separator: ",") + "}")
            #expect(total.status == 422)
            #expect(try await alice.send(.project(.configuration, project.id)).content([String: String].self) == [:])
            let query = try await alice.send(
                .project(.changeConfiguration, project.id), query: "?rollout=maybe", json: "{}")
            #expect(query.failure?.details?.map(\.field) == ["rollout"])
        }
    }

    @Test func aChangeRollsTheLiveImageOutAgain() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            let first = try await api.parts.deploy(project)

            let kept = try await alice.send(
                .project(.changeConfiguration, project.id), query: RolloutQuery.without, json: #"{"A": "1"}"#)
            #expect(try kept.content(ConfigurationChange.self).deployment == nil)

            let change = try await alice.send(.project(.changeConfiguration, project.id), json: #"{"B": "2"}"#)
            #expect(change.status == 200)
            let second = try #require(try change.content(ConfigurationChange.self).deployment)
            #expect(second.number == first.number + 1)
            #expect(try await end(of: second, in: project, for: alice).status == "live")
            #expect(try await variables(of: project, in: api).isSuperset(of: ["A=1", "B=2"]))

            let deploy = try await alice.send(
                .project(.deploy, project.id), json: #"{"env_vars": {"C": "3"}}"#)
            #expect(deploy.status == 200)
            let third = try #require(try deploy.content(ConfigurationChange.self).deployment)
            #expect(try await end(of: third, in: project, for: alice).status == "live")
            let after = try await variables(of: project, in: api)
            #expect(after.contains("C=3"))
            #expect(!after.contains("A=1"))
        }
    }

    @Test func nothingIsDeployedWhereNothingWasPushed() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            let deploy = try await alice.send(.project(.deploy, project.id), json: #"{"env_vars": {"C": "3"}}"#)
            #expect(deploy.status == 409)
            #expect(try await alice.send(.project(.configuration, project.id)).content([String: String].self) == [:])
            for body in [#"{}"#, #"{"env_vars": []}"#, #"{"env_vars": {"PORT": "1"}}"#] {
                #expect(try await alice.send(.project(.deploy, project.id), json: body).status == 422, "\(body)")
            }
        }
    }

    private func end(
        of deployment: DeploymentResource, in project: Project, for member: Member
    ) async throws -> EndEvent {
        var events = try await member.follow(.deployment(.deploymentLogs, project.id, deployment.number))
        var lines: [String] = []
        while let event = try await events.next() {
            if event.name == "end" {
                let end = try event.end
                if end.status != "live" { Issue.record("\(end) after \(lines.joined(separator: "\n"))") }
                return end
            }
            if event.name == "log" { lines.append(try event.line.text) }
        }
        throw NoEnd()
    }

    private struct NoEnd: Error {}

    private func variables(of project: Project, in api: RunningAPI) async throws -> Set<String> {
        let container = try #require(try await api.parts.containers(of: project.id).first)
        let docker = try #require(ChildCommand.find("docker", in: "/usr/local/bin:/usr/bin:/bin"))
        let result = try await Tool.run(
            ChildCommand(executable: docker, arguments: ["inspect", "-f", "{{json .Config.Env}}", container]))
        return Set(try WireCoding.decode([String].self, from: Array(result.output.utf8)))
    }
}
