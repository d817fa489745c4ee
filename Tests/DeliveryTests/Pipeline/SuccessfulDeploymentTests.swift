import FoundationEssentials
import PlatformModel
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(2))) struct SuccessfulDeploymentTests {
    @Test func aPushBecomesLive() async throws {
        let scenario = try await DeliveryScenario()
        let commit = try await scenario.commit(["index.html": "hi"])
        let (deployment, terminal) = try await scenario.push(commit)

        #expect(deployment.status == .live)
        #expect(deployment.stage == .settle)
        #expect(deployment.imageDigest == ScriptedBuilder.image(of: commit).digest)
        #expect(deployment.builder == "paastech/builder:test")
        #expect(deployment.buildTime == .milliseconds(300))
        #expect(deployment.finishedAt != nil)
        #expect(try await scenario.tip() == commit)
        #expect(try await scenario.references() == ["refs/heads/main", "refs/paastech/deployments/1"])

        #expect(terminal.first == "-----> PaaSTech: hello, main at \(commit.abbreviated), deployment 1")
        #expect(terminal.contains("-----> Building with scripted 1.0"))
        #expect(terminal.contains("       replica 1 healthy after 0.1 s"))
        let last = try #require(terminal.last)
        #expect(last.hasPrefix("-----> Live: http://hello--alice.user-app.localhost:8080 ("))

        let log = try await scenario.database.log(of: deployment.id, after: 0, limit: 100)
        #expect(log.map(\.text) == terminal)
        #expect(log.map(\.sequence) == Array(1...terminal.count))
        #expect(log.first { $0.text.contains("===> BUILDING") }?.stream == .output)
    }

    @Test func theBuilderGetsTheCommitsFilesAndAnEmptyWorkspace() async throws {
        let scenario = try await DeliveryScenario()
        scenario.builder.use { (request, report) async throws(BuildFailure) -> BuiltImage in
            let files = FileManager.default
            guard files.contents(atPath: "\(request.export)/site/index.html") == Data("hi".utf8),
                (try? files.contentsOfDirectory(atPath: request.workspace)) == []
            else { throw BuildFailure(.failed, stage: .build, message: "Build failed: files are missing") }
            return try await ScriptedBuilder.success(request, report)
        }
        let commit = try await scenario.commit([
            "site/index.html": "hi", "paastech/buildpacks.yaml": "buildpacks:\n  path: site\n  env: [\"A=b\"]\n",
        ])
        let (deployment, terminal) = try await scenario.push(commit, options: .clearCache)
        #expect(deployment.status == .live)
        let request = try #require(scenario.builder.requests.first)
        #expect(request.configuration.path == "site")
        #expect(request.configuration.environment == [.init(name: "A", value: "b")])
        #expect(request.clearCache)
        #expect(request.commitTime == Date(timeIntervalSince1970: 1_700_000_000))
        #expect(request.image.repository == "127.0.0.1:5000/\(scenario.project.id)")
        #expect(
            terminal[1] == #"       paastech/buildpacks.yaml: path "site", "#
                + #"builder "paastech/builder:bookworm", 1 build variable"#)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scenario.configuration.builds).isEmpty)
    }

    @Test func theEngineGetsTheImageByDigestAndTheProjectsEnvironment() async throws {
        let scenario = try await DeliveryScenario()
        _ = try await scenario.database.changeEnvironment(
            .replace(RuntimeEnvironment(["TOKEN": "x"])), of: scenario.project.id)
        let commit = try await scenario.commit(["index.html": "hi"])
        let (deployment, _) = try await scenario.push(commit)
        let specification = try #require(scenario.engine.specifications.first)
        let digest = ScriptedBuilder.image(of: commit).digest
        #expect(specification.image == "127.0.0.1:5000/\(scenario.project.id)@\(digest)")
        #expect(specification.deployment == deployment.id)
        #expect(specification.number == 1)
        #expect(specification.environment == ["TOKEN": "x"])
        #expect(
            specification.hosts == [
                "\(scenario.project.id).user-app.localhost", "hello--alice.user-app.localhost",
            ])
    }

    @Test func theNextPushReplacesIt() async throws {
        let scenario = try await DeliveryScenario()
        let first = try await scenario.commit(["index.html": "1"])
        let (old, _) = try await scenario.push(first)
        let second = try await scenario.commit(["index.html": "2"], parent: first)
        let (new, _) = try await scenario.push(second)
        #expect(try await scenario.row(old).status == .replaced)
        #expect(new.status == .live)
        #expect(try await scenario.tip() == second)
    }

    /// A rollback reuses the digest, builds nothing, and takes the branch along.
    @Test func aRollbackReusesTheImageAndMovesTheBranch() async throws {
        let scenario = try await DeliveryScenario()
        let first = try await scenario.commit(["index.html": "1"])
        let (old, _) = try await scenario.push(first)
        let second = try await scenario.commit(["index.html": "2"], parent: first)
        try await scenario.push(second)

        let rollback = try await scenario.database.create(
            for: scenario.project.id, commit: first, branch: .main, image: old.imageDigest, by: scenario.user.id)
        let (deployment, terminal) = try await scenario.deploy(rollback)
        #expect(deployment.status == .live)
        #expect(scenario.builder.requests.count == 2)
        #expect(try await scenario.tip() == first)
        #expect(terminal.last?.contains("rollout") == true)
        #expect(terminal.last?.contains("build") == false)
    }

    @Test func onlyTheNewestKeepTheirImages() async throws {
        let scenario = try await DeliveryScenario { $0.imagesKept = 2 }
        var commits: [CommitID] = []
        for number in 1...3 {
            commits.append(try await scenario.commit(["index.html": "\(number)"], parent: commits.last))
            try await scenario.push(commits[number - 1])
        }
        let digest = ScriptedBuilder.image(of: commits[0]).digest
        #expect(scenario.retention.deleted == [digest])
        #expect(scenario.engine.deleted == ["127.0.0.1:5000/\(scenario.project.id)@\(digest)"])
        let kept = try await scenario.database.imagesKept(of: scenario.project.id)
        #expect(kept.map(\.number) == [3, 2])
    }

    /// While Pomegranate is away the pipeline waits and asks again for the same rollout.
    @Test func anEngineThatIsAwayIsWaitedFor() async throws {
        let scenario = try await DeliveryScenario()
        let away = PlatformError(.unavailable, "connection refused")
        scenario.engine.use(
            .error(away), .events([.progress("pulling")]), .error(away), .events(ScriptedEngine.success))
        let commit = try await scenario.commit(["index.html": "hi"])
        let (deployment, terminal) = try await scenario.push(commit)
        #expect(deployment.status == .live)
        #expect(scenario.engine.specifications.count == 4)
        #expect(Set(scenario.engine.specifications).count == 1)
        #expect(
            terminal.contains("       Pomegranate is unreachable (connection refused), waiting up to 60 s"))
    }
}
