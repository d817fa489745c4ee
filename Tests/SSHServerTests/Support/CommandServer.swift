import Glibc
import LinuxSystem
import Logging
import SSHServer
import Synchronization
import TestSupport

/// A server whose clients may run a few commands that tests need; remembers what it was asked.
final class CommandServer: Sendable {
    /// What the delegate was asked and told, in order.
    enum Event: Equatable, Sendable {
        case offered(fingerprint: String, user: String)
        case proven(fingerprint: String, user: String)
        case command(CommandRequest)
        case left(Departure)
        case finished(ChildProcess.ExitStatus)
    }

    let directory: TemporaryDirectory
    let server: SSHServer
    private let delegate: Delegate

    /// Starts a server on a free port of the loopback.
    init(_ change: (inout SSHServerConfiguration) -> Void = { _ in }) throws {
        directory = try TemporaryDirectory("ssh-server")
        var configuration = SSHServerConfiguration(
            addresses: [NetworkAddress(host: "127.0.0.1", port: 0)], hostKeyPath: directory.file("host_key"),
            softwareVersion: "Test")
        configuration.limits.drainLimit = .seconds(20)
        change(&configuration)
        delegate = Delegate()
        server = try SSHServer(
            configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try server.start(delegate)
    }

    deinit { server.stop() }

    var port: UInt16 { server.addresses[0].port }
    var events: [Event] { delegate.state.withLock { $0.events } }

    /// A client with a key that the server knows, unless `isKnown` is false.
    func client(_ name: String = "id", type: String = "ed25519", bits: Int? = nil, isKnown: Bool = true) async throws
        -> OpenSSHClient
    {
        let directory = directory
        let key = try await Tool.offPool { try OpenSSHClient.Key(directory.file(name), type: type, bits: bits) }
        if isKnown { delegate.state.withLock { _ = $0.known.insert(key.base64) } }
        return OpenSSHClient(port: port, key: key, directory: directory)
    }

    func forget(_ key: OpenSSHClient.Key) {
        delegate.state.withLock { _ = $0.known.remove(key.base64) }
    }

    /// From now on nobody can say whose a key is.
    func becomeUnavailable() {
        delegate.state.withLock { $0.isUnavailable = true }
    }

    /// Waits until the events fulfil a condition; false after the deadline.
    func waitForEvents(
        within limit: Duration = .seconds(20), until holds: @Sendable ([Event]) -> Bool
    ) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while !holds(events) {
            if ContinuousClock.now > deadline { return false }
            try await Task.sleep(for: .milliseconds(5))
        }
        return true
    }
}

/// Knows keys by their base64 text.
private final class Delegate: SSHServerDelegate {
    struct State {
        var known: Set<String> = []
        var isUnavailable = false
        var events: [CommandServer.Event] = []
    }

    let state = Mutex(State())

    func authenticate(_ attempt: AuthenticationAttempt) -> AuthenticationAnswer {
        state.withLock { state in
            let fingerprint = attempt.key.fingerprint
            state.events.append(
                attempt.isProven
                    ? .proven(fingerprint: fingerprint, user: attempt.user)
                    : .offered(fingerprint: fingerprint, user: attempt.user))
            if state.isUnavailable { return .unavailable(banner: "the directory of keys is away\r\n") }
            let isKnown = state.known.contains(base64(attempt.key.blob))
            return isKnown && attempt.user == "git" ? .accepted(Client(delegate: self)) : .refused
        }
    }

    private func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                text.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : "=")
            }
        }
        return text
    }
}

private struct Client: AuthenticatedClient {
    let delegate: Delegate

    func answer(_ request: CommandRequest) -> CommandAnswer {
        delegate.state.withLock { $0.events.append(.command(request)) }
        guard case .exec(let line) = request.kind else {
            return .reply(CommandReply(message: "no shell here\n", exitStatus: 3))
        }
        if line == "raw" { return .reply(CommandReply(output: [0, 255, 10], message: "note\n", exitStatus: 7)) }
        let words = line.split(separator: " ").map(String.init)
        guard let name = words.first, let path = ChildCommand.find(name, in: "/usr/bin:/bin") else {
            return .reply(CommandReply(message: "unknown command\n", exitStatus: 127))
        }
        var environment = ["PATH": "/usr/bin:/bin"]
        environment["GIT_PROTOCOL"] = request.gitProtocol
        return .run(
            ChildCommand(executable: path, arguments: Array(words.dropFirst()), environment: environment),
            descriptors: [:], observer: Observer(delegate: delegate))
    }
}

private struct Observer: CommandObserver {
    let delegate: Delegate

    func clientLeft(_ departure: Departure) {
        delegate.state.withLock { $0.events.append(.left(departure)) }
    }

    func finished(_ status: ChildProcess.ExitStatus) -> CommandReply {
        delegate.state.withLock { $0.events.append(.finished(status)) }
        return switch status {
        case .exited(let code): CommandReply(message: "", exitStatus: code)
        case .signaled(let signal): CommandReply(message: "killed\n", exitStatus: 128 + signal)
        }
    }

    func failedToStart(_ error: LinuxError) -> CommandReply {
        CommandReply(message: "\(error)\n", exitStatus: 126)
    }
}
