import Foundation
import Testing

extension Stories {
    /// From nothing to a page, looked after and deleted again, by plain HTTP and git.
    @Test func fromRegistrationToAPageByPlainHTTP() async throws {
        let platform = try platform()
        let account = try await HTTPAccount(on: platform)
        let developer = try await Developer(on: platform, account: account, fixture: "static-site")
        let projects = try #require(
            try await account.send("GET", "/projects/my", expecting: 200) as? [[String: Any]])
        let project = try #require(projects.first)
        let id = try HTTPAccount.field("id", of: project, as: String.self)
        #expect(project["remote"] as? String == "ssh://git@\(platform.endpoints.ssh)/\(developer.user)/hello")

        #expect(try await developer.push("main").status == .exited(0))
        let url = try #require(project["url"] as? String)
        #expect(url == "http://hello--\(developer.user).user-app.localhost:\(platform.httpPort)")
        #expect(try await developer.browse().body.contains("Hello"))
        let now = try await account.send("GET", "/projects/\(id)", expecting: 200)
        #expect(try HTTPAccount.field("status", of: now, as: String.self) == "STATUS_RUNNING")

        let log = try await account.follow("/projects/\(id)/deployments/1/logs?follow=1")
        #expect(log.contains("===> DETECTING"))
        #expect(log.contains("event: end\ndata: {\"status\":\"live\"}"))

        let change = try await account.send("PATCH", "/projects/\(id)/config", ["GREETING": "hi"], expecting: 200)
        let rollout = try HTTPAccount.field("deployment", of: change, as: [String: Any].self)
        #expect(rollout["number"] as? Int == 2)
        try await expectLive(2, of: id, for: account)
        try await account.send("POST", "/projects/\(id)/redeploy", expecting: 202)
        try await expectLive(3, of: id, for: account)
        try await account.send("POST", "/projects/\(id)/deployments/1/rollback", expecting: 202)
        try await expectLive(4, of: id, for: account)
        #expect(try await developer.browse().body.contains("Hello"))

        try await account.send("POST", "/projects/\(id)/stop", expecting: 201)
        #expect(try await developer.browse().status != 200)
        try await account.send("PATCH", "/projects/\(id)/deploy", ["env_vars": ["GREETING": "ho"]], expecting: 200)
        try await expectLive(5, of: id, for: account)
        #expect(try await developer.browse().status == 200)

        try await account.send("DELETE", "/projects/\(id)", expecting: 200)
        #expect(try await developer.browse().status != 200)
        #expect(!FileManager.default.fileExists(atPath: "\(platform.dataDirectory)/repositories/\(id).git"))
        #expect(try await developer.push("main", "--force").errors.contains("does not exist"))
    }

    private func expectLive(_ number: Int, of project: String, for account: HTTPAccount) async throws {
        let log = try await account.follow("/projects/\(project)/deployments/\(number)/logs?follow=1")
        #expect(log.contains("data: {\"status\":\"live\"}"), "\(log)")
    }
}
