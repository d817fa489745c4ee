import ClientAPIContract
import Delivery
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import PackImageBuilder
import PlatformModel
import PostgresStore
import ServiceRPC
import TestSupport
import Testing

@testable import ClientAPI

/// The client API on a loopback port, before a migrated database of its own. The other services are not there unless a test
/// starts them; their clients are the real ones.
struct APIFixture {
    let database: PlatformDatabase
    /// The same database for other processes.
    let url: String
    let client: any TestClientProtocol
    let tokens: AccessTokens
    /// Where the sockets of other services would be.
    let directory: TemporaryDirectory

    static func run(
        mail: (any MailSender)? = nil, _ configure: (inout ClientAPIConfiguration) -> Void = { _ in },
        _ body: @Sendable (APIFixture) async throws -> Void
    ) async throws {
        let url = try await Tool.offPool {
            PrivatePostgres.shared.url(database: try PrivatePostgres.shared.createDatabase())
        }
        var settings = PlatformDatabase.Settings()
        settings.acquireTimeout = .seconds(60)
        let database = try PlatformDatabase(url: url, settings: settings)
        defer { database.close() }
        try await database.migrate()
        let directory = try TemporaryDirectory("api")
        var configuration = ClientAPIConfiguration(host: "127.0.0.1", port: 0)
        configuration.attemptsPerMinute = 1000
        configure(&configuration)
        let secret = try SigningSecret(file: directory.file("secret"))
        let api = Self.api(configuration, database, secret, directory, mail: mail)
        let passwords = try Passwords()
        let tokens = await AccessTokens(secret: secret)
        try await api.application(passwords).test(.live) { client in
            try await body(
                APIFixture(database: database, url: url, client: client, tokens: tokens, directory: directory))
        }
        await passwords.stop()
    }

    /// The service as `paastechd` makes it, with nobody behind the sockets of the others.
    static func api(
        _ configuration: ClientAPIConfiguration, _ database: PlatformDatabase, _ secret: SigningSecret,
        _ directory: TemporaryDirectory, mail: (any MailSender)? = nil
    ) -> ClientAPI {
        // No test here gets a deployment as far as being started.
        let requests = DeploymentRequests(
            store: database, locks: LockDirectory(dataDirectory: directory.path),
            launcher: DeploymentLauncher(executable: "/bin/false", environment: [:]))
        var dependencies = ClientAPIDependencies(
            store: database,
            repositories: GitControllerClient(endpoint: .unixSocket(path: directory.file("git-controller.sock"))),
            engine: PomegranateClient(endpoint: .unixSocket(path: directory.file("pomegranate.sock"))),
            artifacts: RegistryImageRetention(), requests: requests)
        dependencies.mail = mail
        return ClientAPI(
            configuration, dependencies: dependencies, secret: secret,
            logger: Logger(label: "client-api", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    // MARK: Accounts

    /// An account with an open session.
    func member(_ name: String = "alice", isAdministrator: Bool = false) async throws -> Member {
        let user = try await database.createUser(
            name: UserName(parsing: name), email: "\(name)@example.org", passwordHash: nil,
            isAdministrator: isAdministrator)
        return Member(user: user, token: try await token(for: user))
    }

    func token(for user: User) async throws -> String {
        let access = try await tokens.issue(for: user, at: Date())
        try await database.openSession(access.session, of: user.id, until: access.end)
        return access.token
    }

    /// A project without a repository, of which this fixture has none.
    func makeProject(_ id: ProjectID, of owner: Member, named name: String = "hello") async throws {
        _ = try await database.beginProject(id: id, name: ProjectName(parsing: name), owner: owner.user.id)
        try await database.activateProject(id)
    }

    struct Member: Sendable {
        let user: User
        let token: String
    }

    // MARK: Requests

    /// Sends a route's request with a body of the contract's types.
    func send(
        _ path: RequestPath, _ body: (any Encodable & Sendable)? = nil, as token: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Exchange {
        let bytes = try body.map { try WireCoding.encode($0) }
        return try await send(path.method.rawValue, path.path, bytes: bytes, as: token, headers: headers)
    }

    /// Sends whatever a test likes.
    /// - Parameter bytes: sent as JSON unless `headers` say otherwise.
    func send(
        _ method: String, _ target: String, bytes: [UInt8]? = nil, as token: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Exchange {
        var fields = headers
        if let token { fields[.authorization] = "Bearer \(token)" }
        if bytes != nil, fields[.contentType] == nil { fields[.contentType] = "application/json" }
        let response = try await client.executeRequest(
            uri: target, method: HTTPRequest.Method(method)!, headers: fields,
            body: bytes.map { ByteBuffer(bytes: $0) })
        let exchange = Exchange(
            status: response.status.code, headers: response.headers, bytes: Array(response.body.readableBytesView))
        // Every answer that any test gets is held against the document.
        let problem = APIDocument.served.problem(with: exchange, to: method, target)
        #expect(problem == nil, "\(method) \(target): \(exchange.text)")
        return exchange
    }
}

/// What came back.
struct Exchange: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func content<Content: Decodable>(_ type: Content.Type = Content.self) throws -> Content {
        let envelope = try WireCoding.decode(SuccessEnvelope<Content>.self, from: bytes)
        guard let content = envelope.content else { throw MissingContent(text: text) }
        return content
    }

    var failure: FailureEnvelope? { try? WireCoding.decode(FailureEnvelope.self, from: bytes) }

    struct MissingContent: Error {
        let text: String
    }
}
