import ClientAPIContract
import PlatformModel
import Testing

@Suite struct DeploymentRouteTests {
    @Test func areListedNewestFirst() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            #expect(try await list(project, for: alice) == [])
            let first = try await api.parts.failedDeployment(of: project)
            let second = try await api.parts.failedDeployment(of: project)
            #expect(try await list(project, for: alice).map(\.number) == [second.number, first.number])
            #expect(try await list(project, for: alice, query: "?limit=1").map(\.number) == [second.number])
            let one = try await alice.send(.deployment(.deployment, project.id, first.number))
            let resource = try one.content(DeploymentResource.self)
            #expect(resource.id == first.id)
            #expect(resource.status.known == .failed)
            #expect(resource.reason == "Build failed: for a test")
            #expect(one.text.contains(#""imageDigest":null"#))
            for number in ["0", "999", "99999999999999999999"] {
                #expect(try await get(number, of: project, for: alice).status == 404, "\(number)")
            }
            for number in [
                "x", "-1", "1.0", "%20", "1%00", "\u{0661}".utf8.map { "%" + String($0, radix: 16) }.joined(),
            ] {
                #expect(try await get(number, of: project, for: alice).status == 400, "\(number)")
            }
        }
    }

    @Test func cancellation() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            var number = 0
            try await api.parts.withBuild(of: project) { deployment in
                number = deployment.number
                let answer = try await alice.send(.deployment(.cancel, project.id, number))
                #expect(answer.status == 202)
            }
            let canceled = try await alice.send(.deployment(.deployment, project.id, number))
                .content(DeploymentResource.self)
            #expect(canceled.status.known == .canceled)
            #expect(canceled.reason == "canceled by alice")
            let again = try await alice.send(.deployment(.cancel, project.id, number))
            #expect(again.status == 409)
            #expect(again.failure?.message.contains("nothing to cancel") == true)
        }
    }

    @Test func rollbackGoesToAnEarlierImage() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            let failed = try await api.parts.failedDeployment(of: project)
            let first = try await api.parts.deploy(project, saying: "first")
            _ = try await api.parts.deploy(project, saying: "second")

            let answer = try await alice.send(.deployment(.rollback, project.id, first.number))
            #expect(answer.status == 202)
            let third = try answer.content(DeploymentResource.self)
            #expect(third.imageDigest == first.imageDigest?.description)
            var events = try await alice.follow(.deployment(.deploymentLogs, project.id, third.number))
            var last: EventReader.Event?
            while let event = try await events.next() { last = event }
            #expect(try last?.end.status == "live")

            #expect(try await alice.send(.deployment(.rollback, project.id, failed.number)).status == 409)
            #expect(try await alice.send(.deployment(.rollback, project.id, 999)).status == 404)
        }
    }

    @Test func redeployNeedsSomethingToDeploy() async throws {
        try await RunningAPI.run { api in
            let alice = try await api.member()
            let project = try await alice.project()
            let answer = try await alice.send(.project(.redeploy, project.id))
            #expect(answer.status == 409)
            #expect(answer.failure?.message.contains("push to it first") == true)
        }
    }

    private func list(
        _ project: Project, for member: Member, query: String = ""
    ) async throws -> [DeploymentResource] {
        try await member.send(.project(.deployments, project.id), query: query).content()
    }

    private func get(_ number: String, of project: Project, for member: Member) async throws -> Received {
        try await member.send("GET", "/projects/\(project.id)/deployments/\(number)")
    }
}
