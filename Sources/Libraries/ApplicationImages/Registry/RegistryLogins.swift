import BuildpackLifecycle
import FoundationEssentials
import Glibc
import LinuxSystem
import OCIRegistry

/// Logins for registries as the `docker` command keeps them: in `config.json`, or with a credential helper.
///
/// They are shown to registries only, by this program and by the daemon; no build container ever sees one.
public struct RegistryLogins: Sendable {
    /// What a helper may take until it answers, in milliseconds.
    private static let helperLimit: CInt = 30_000
    package static let hub = ["docker.io", "index.docker.io", "registry-1.docker.io"]

    /// No logins: every registry is asked as anybody.
    public static let none = RegistryLogins(directory: nil, environment: [:])

    private let directory: String?
    private let environment: [String: String]

    /// - Parameters:
    ///   - directory: where `config.json` is; it need not exist.
    ///   - environment: of credential helpers, which are looked up in its `PATH`.
    public init(directory: String?, environment: [String: String]) {
        self.directory = directory
        self.environment = environment
    }

    private struct Configuration: Decodable {
        struct Entry: Decodable {
            var auth: String?
            var username: String?
            var password: String?
            var identitytoken: String?
        }

        var auths: [String: Entry]?
        var credsStore: String?
        var credHelpers: [String: String]?
    }

    private struct HelperAnswer: Decodable {
        var user: String
        var secret: String

        enum CodingKeys: String, CodingKey {
            case user = "Username"
            case secret = "Secret"
        }
    }

    /// The login for a registry; `anonymous` where there is none. The file is read each time, since logins expire.
    package func login(for host: String) async throws -> RegistryLogin {
        guard let directory else { return .anonymous }
        let path = BytePath(directory).appending("config.json")
        guard let bytes = try FileSystem.read(path) else { return .anonymous }
        let configuration: Configuration
        do {
            configuration = try JSONDecoder().decode(Configuration.self, from: Data(bytes))
        } catch {
            throw BuildFailure(.invalid, "\(path) is not the JSON that docker writes; mend it or log in again")
        }
        let named = configuration.credHelpers?.first { Self.isSame($0.key, host) }?.value
        if let helper = named ?? configuration.credsStore, !helper.isEmpty,
            let login = try await BlockingWork.run("helper", { try ask(helper, about: host) })
        {
            return login
        }
        let entry = configuration.auths?.first { Self.isSame($0.key, host) }?.value
        return try entry.map { try Self.login($0, host, path) } ?? .anonymous
    }

    /// Keys are hosts, or URLs from older days such as `https://index.docker.io/v1/`.
    package static func isSame(_ key: String, _ host: String) -> Bool {
        var name = key[...]
        for scheme in ["https://", "http://"] where name.hasPrefix(scheme) { name = name.dropFirst(scheme.count) }
        let known = String(name.prefix { $0 != "/" })
        return known == host || hub.contains(known) && hub.contains(host)
    }

    private static func login(_ entry: Configuration.Entry, _ host: String, _ path: BytePath) throws -> RegistryLogin {
        if let token = entry.identitytoken, !token.isEmpty { return .identityToken(token) }
        if let user = entry.username, let password = entry.password { return .password(user: user, password: password) }
        guard let auth = entry.auth, !auth.isEmpty else { return .anonymous }
        let decoded = Data(base64Encoded: auth).map { String(decoding: $0, as: UTF8.self) }
        guard let pair = decoded?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false), pair.count == 2
        else {
            throw BuildFailure(
                .invalid, "\(path): \"auth\" of \(host) is not user:password in base64; log in again")
        }
        return .password(user: String(pair[0]), password: String(pair[1].filter { $0 != "\0" }))
    }

    /// Asks `docker-credential-<helper>`; nil where it knows nothing of the registry.
    private func ask(_ helper: String, about host: String) throws -> RegistryLogin? {
        let name = "docker-credential-\(helper)"
        guard helper.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != 0 }),
            let program = ChildCommand.find(name, in: environment["PATH"] ?? "")
        else {
            throw BuildFailure(.invalid, "the credential helper \(name) that docker's config.json names is not in PATH")
        }
        let (input, output) = (try Descriptor.pipe(), try Descriptor.pipe())
        let address = Self.hub.contains(host) ? "https://index.docker.io/v1/" : host
        try input.writing.writeAll(Array(address.utf8))
        input.writing.close()
        let child = try ChildProcess(
            ChildCommand(executable: program, arguments: ["get"], environment: environment),
            descriptors: [0: input.reading.rawValue, 1: output.writing.rawValue])
        output.writing.close()
        guard let status = child.wait(milliseconds: Self.helperLimit) else {
            child.signalGroup(SIGKILL)
            throw BuildFailure(.infrastructure, "the credential helper \(name) did not answer in 30 s")
        }
        let bytes = try output.reading.readAll(limit: 1 << 20)
        guard status.isSuccess else {
            let text = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }
            if text.contains("credentials not found") { return nil }
            throw BuildFailure(.infrastructure, "the credential helper \(name) failed for \(host): \(text)")
        }
        guard let answer = try? JSONDecoder().decode(HelperAnswer.self, from: Data(bytes)) else {
            throw BuildFailure(.infrastructure, "the credential helper \(name) answered with something unreadable")
        }
        return answer.user == "<token>"
            ? .identityToken(answer.secret) : .password(user: answer.user, password: answer.secret)
    }
}
