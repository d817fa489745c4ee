import FoundationEssentials
import LinuxSystem
import Logging
import PlatformModel
import PostgresStore
import TestSupport
import Testing

@testable import Delivery

/// One project with a real database and a real repository, and a pipeline over a scripted builder and engine.
final class DeliveryScenario: Sendable {
    let data: TemporaryDirectory
    let git: ScratchGit
    let database: PlatformDatabase
    let databaseURL: String
    let user: User
    let project: Project
    let configuration: DeliveryConfiguration
    let builder = ScriptedBuilder()
    let engine = ScriptedEngine()
    let retention = RecordedRetention()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// - Parameter cluster: a cluster of the test's own where it is going to be killed; otherwise the shared one.
    init(
        on cluster: PrivatePostgres? = nil, _ change: (inout DeliveryConfiguration) -> Void = { _ in }
    ) async throws {
        data = try TemporaryDirectory("delivery")
        git = try await Tool.offPool { try ScratchGit() }
        let url = try await Tool.offPool { () throws -> String in
            let cluster = cluster ?? PrivatePostgres.shared
            return cluster.url(database: try cluster.createDatabase())
        }
        databaseURL = url
        var settings = PlatformDatabase.Settings()
        settings.connections = 3
        database = try PlatformDatabase(url: url, settings: settings)
        try await database.migrate()
        user = try await database.createUser(
            name: try UserName(parsing: "alice"), email: "alice@example.org", passwordHash: nil, isAdministrator: false)
        project = try await database.beginProject(
            id: ProjectID(), name: try ProjectName(parsing: "hello"), owner: user.id)
        try await database.activateProject(project.id)
        var configuration = DeliveryConfiguration(dataDirectory: data.path)
        configuration.applicationPort = 8080
        change(&configuration)
        self.configuration = configuration
        for directory in [configuration.repositories, configuration.builds] {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
        try FileManager.default.createSymbolicLink(
            atPath: "\(configuration.repositories)/\(project.id).git", withDestinationPath: git.repository)
        try configuration.locks.create()
    }

    deinit { database.close() }

    var pipeline: Pipeline {
        Pipeline(
            configuration: configuration, store: database, builder: builder, engine: engine, retention: retention,
            logger: logger)
    }

    var sweeper: Sweeper {
        Sweeper(configuration: configuration, store: database, builder: builder, engine: engine, logger: logger)
    }

    func commit(_ files: [String: String], parent: CommitID? = nil) async throws -> CommitID {
        let git = git
        let parents = parent.map { ["\($0)"] } ?? []
        let text = try await Tool.offPool { try git.commit(try git.tree(files), parents: parents) }
        return try #require(CommitID(text))
    }

    func tip(_ branch: String = "main") async throws -> CommitID? {
        let git = git
        return try await Tool.offPool {
            CommitID(try git.git("for-each-ref", "--format=%(objectname)", "refs/heads/\(branch)"))
        }
    }

    func references() async throws -> [String] {
        let git = git
        return try await Tool.offPool {
            try git.git("for-each-ref", "--format=%(refname)").split(separator: "\n").map(String.init)
        }
    }

    /// What pre-receive and git do: the row, then the reference.
    func receive(
        _ commit: CommitID, options: PushOptions = [], branch: BranchName = .main, push: PushID = PushID()
    ) async throws -> Deployment {
        let previous = try await tip(branch.description)
        let fingerprint = try #require(KeyFingerprint("SHA256:" + String(repeating: "A", count: 43)))
        let push = Push(
            id: push, project: project.id, user: user.id, keyFingerprint: fingerprint, options: options)
        let rows = try await database.open(
            push, deployments: [NewDeployment(commit: commit, previousCommit: previous, branch: branch)])
        let git = git
        _ = try await Tool.offPool { try git.git("update-ref", branch.reference, "\(commit)") }
        return try #require(rows.first)
    }

    /// The lock of a process that works on a deployment.
    func work(on deployment: Deployment) throws -> FileLock {
        try #require(try FileLock.tryLock(configuration.locks.worker(of: deployment)))
    }

    /// A push from pre-receive's row to the end of its deployment, and what its terminal showed.
    @discardableResult
    func push(
        _ commit: CommitID, options: PushOptions = [],
        interruptions: AsyncStream<String> = AsyncStream { _ in }
    ) async throws -> (deployment: Deployment, terminal: [String]) {
        let received = try await receive(commit, options: options)
        return try await deploy(received, interruptions: interruptions)
    }

    func deploy(
        _ deployment: Deployment, interruptions: AsyncStream<String> = AsyncStream { _ in }
    ) async throws -> (deployment: Deployment, terminal: [String]) {
        let lock = try work(on: deployment)
        defer { lock.close() }
        if let push = deployment.push { _ = try await database.accept(push) }
        let pipe = try Descriptor.pipe()
        let terminal = Terminal(pipe.writing)
        _ = try await pipeline.run(deployment, terminal: terminal, interruptions: interruptions)
        pipe.writing.close()
        let text = try await Tool.offPool { String(decoding: try pipe.reading.readAll(), as: UTF8.self) }
        let row = try #require(try await database.deployment(deployment.id))
        return (row, text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init))
    }

    func row(_ deployment: Deployment) async throws -> Deployment {
        try #require(try await database.deployment(deployment.id))
    }

    /// Waits for a row to get into a state.
    func wait(_ deployment: Deployment, until condition: @Sendable (Deployment) -> Bool) async throws -> Deployment {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            let row = try await row(deployment)
            if condition(row) { return row }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw PlatformError(.deadlineExceeded, "deployment \(deployment.number) did not get there in 20 s")
    }
}
