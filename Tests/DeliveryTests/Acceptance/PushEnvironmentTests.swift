import PlatformModel
import Testing

@testable import Delivery

@Suite("What the gatekeeper tells the hooks")
struct PushEnvironmentTests {
    @Test("a whole environment is read")
    func whole() throws {
        let push = try PushSample.push(options: ["detach", "no-deploy"])
        #expect(push.projectName.description == "hello")
        #expect(push.userName.description == "alice")
        #expect(push.deployBranch == .main)
        #expect(push.lockDescriptor == 3)
        #expect(push.builders == .standard)
        #expect(push.optionNames == ["detach", "no-deploy"])
        var environment = PushSample.environment
        environment["PAASTECH_BUILDERS"] = "acme/*"
        #expect(try PushEnvironment(environment).builders == ImageAllowList(["acme/*"]))
        #expect(try PushEnvironment(environment).optionNames == [])
    }

    @Test("PushWithoutTheGatekeeper: nothing may be missing", arguments: PushSample.environment.keys.sorted())
    func missing(key: String) throws {
        var environment = PushSample.environment
        environment[key] = nil
        let error = try #require(throws: PlatformError.self) { try PushEnvironment(environment) }
        #expect(error.message == "\(key) is not set: pushes are taken through the gatekeeper only")
    }

    @Test(
        "nothing may be malformed, and no value is repeated in the refusal",
        arguments: [
            ("PAASTECH_PUSH_ID", "1"), ("PAASTECH_PROJECT_ID", "../../etc"), ("PAASTECH_PROJECT_NAME", "Hello"),
            ("PAASTECH_OWNER", "a"), ("PAASTECH_USER_ID", ""), ("PAASTECH_USER", "a b"),
            ("PAASTECH_KEY_FINGERPRINT", "MD5:aa"), ("PAASTECH_DEPLOY_BRANCH", "a..b"),
            ("PAASTECH_PUSH_LOCK_FD", "2"), ("PAASTECH_PUSH_LOCK_FD", "x"), ("PAASTECH_DATABASE_URL", ""),
        ])
    func malformed(key: String, value: String) throws {
        var environment = PushSample.environment
        environment[key] = value
        let error = try #require(throws: PlatformError.self) { try PushEnvironment(environment) }
        #expect(error.message == "\(key) is not what the gatekeeper sets it to")
    }

    @Test("push options are all there, and not too many", arguments: ["-1", "17", "x", "1", "99999999999999999999"])
    func options(count: String) {
        var environment = PushSample.environment
        environment["GIT_PUSH_OPTION_COUNT"] = count
        #expect(throws: PlatformError.self) { try PushEnvironment(environment) }
    }
}
