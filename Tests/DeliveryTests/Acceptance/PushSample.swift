@testable import Delivery

/// The environment the gatekeeper gives the hooks, for tests that change one thing about it.
enum PushSample {
    static let environment = [
        "PAASTECH_PUSH_ID": "0b5e2f6a-1111-4222-8333-944455566677",
        "PAASTECH_PROJECT_ID": "1b5e2f6a-1111-4222-8333-944455566677", "PAASTECH_PROJECT_NAME": "hello",
        "PAASTECH_OWNER": "alice", "PAASTECH_USER_ID": "2b5e2f6a-1111-4222-8333-944455566677",
        "PAASTECH_USER": "alice", "PAASTECH_KEY_FINGERPRINT": "SHA256:" + String(repeating: "A", count: 43),
        "PAASTECH_DEPLOY_BRANCH": "main", "PAASTECH_PUSH_LOCK_FD": "3",
        "PAASTECH_DATABASE_URL": "postgresql://hooks:secret@localhost/paastech",
    ]

    /// The sample with a deploy branch and push options.
    static func push(to branch: String = "main", options: [String] = []) throws -> PushEnvironment {
        var environment = environment
        environment["PAASTECH_DEPLOY_BRANCH"] = branch
        environment["GIT_PUSH_OPTION_COUNT"] = "\(options.count)"
        for (index, option) in options.enumerated() { environment["GIT_PUSH_OPTION_\(index)"] = option }
        return try PushEnvironment(environment)
    }
}
