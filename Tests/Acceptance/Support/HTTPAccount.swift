import Foundation
import LinuxSystem
import TestSupport

/// Somebody who uses the client API with nothing but `curl`.
struct HTTPAccount {
    let user: String
    /// `HOST:PORT` of the API.
    var api: String
    private let token: String

    /// Registers an account and logs in.
    init(on platform: RunningPlatform) async throws {
        user = "http-\(UUID().uuidString.prefix(8).lowercased())"
        api = platform.endpoints.api
        let secret = UUID().uuidString
        let credentials = ["username": user, "email": "\(user)@example.org", "password": secret]
        _ = try await Self.send("POST", "http://\(api)/auth/register", credentials, token: nil, expecting: 201)
        let login = try await Self.send("POST", "http://\(api)/auth/login", credentials, token: nil, expecting: 201)
        token = try Self.field("accessToken", of: login)
    }

    /// Sends a request and returns the answer's `content`.
    ///
    /// - Throws: ``RunningPlatform/Failure`` when the status is another.
    @discardableResult
    func send(_ method: String, _ path: String, _ body: Any? = nil, expecting status: Int) async throws -> Any {
        try await Self.send(method, "http://\(api)\(path)", body, token: token, expecting: status)
    }

    /// A field of a content that is an object.
    static func field<Value>(_ name: String, of content: Any, as type: Value.Type = Value.self) throws -> Value {
        guard let value = (content as? [String: Any])?[name] as? Value else {
            throw RunningPlatform.Failure(description: "\(content) has no field \(name) of type \(Value.self)")
        }
        return value
    }

    /// Everything a stream of events says until it ends.
    func follow(_ path: String) async throws -> String {
        let command = Self.curl("GET", "http://\(api)\(path)", nil, token: token)
        return try await Tool.run(command, within: .seconds(120)).output
    }

    /// Starts a request whose answer nobody waits for.
    func begin(_ method: String, _ path: String, _ body: Any? = nil) throws -> ChildProcess {
        let nowhere = try Descriptor.open("/dev/null", flags: O_WRONLY)
        defer { nowhere.close() }
        return try ChildProcess(
            Self.curl(method, "http://\(api)\(path)", try body.map(Self.json), token: token),
            descriptors: [1: nowhere.rawValue, 2: nowhere.rawValue])
    }

    private static func send(
        _ method: String, _ url: String, _ body: Any?, token: String?, expecting status: Int
    ) async throws -> Any {
        let command = curl(method, url, try body.map(json), token: token)
        let result = try await Tool.run(command, within: .seconds(120))
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        let text = lines.dropLast().joined(separator: "\n")
        guard lines.last.flatMap({ Int($0) }) == status else {
            throw RunningPlatform.Failure(
                description: "\(method) \(url): \(lines.last ?? "") \(text) \(result.errors) instead of \(status)")
        }
        let envelope = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return (envelope as? [String: Any])?["content"] ?? NSNull()
    }

    private static func curl(_ method: String, _ url: String, _ json: String?, token: String?) -> ChildCommand {
        var arguments = [
            "--silent", "--show-error", "--no-buffer", "--max-time", "110", "--noproxy", "*", "--write-out",
            "\n%{http_code}", "--request", method, url,
        ]
        if let token { arguments += ["--header", "Authorization: Bearer \(token)"] }
        if let json { arguments += ["--header", "Content-Type: application/json", "--data-binary", json] }
        return ChildCommand(executable: "/usr/bin/curl", arguments: arguments, environment: ["PATH": "/usr/bin:/bin"])
    }

    private static func json(_ value: Any) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
    }
}
