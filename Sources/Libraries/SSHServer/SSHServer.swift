import CLibSSH
import Glibc
import LinuxSystem
public import Logging

/// An SSH server for commands: public keys only, no shell, terminal, forwarding or environment.
///
/// It uses threads of its own, one to accept and one a connection, and never Swift's cooperative pool.
public final class SSHServer: Sendable {
    /// Where it listens, with the ports the system picked.
    public let addresses: [NetworkAddress]
    public let hostKey: HostKey
    private let configuration: SSHServerConfiguration
    private let logger: Logger
    private let listeners: [Listener]
    private let registry: ConnectionRegistry
    private let threads = ThreadCache()
    /// Closing the writing end wakes the accepting thread for good.
    private let stopPipe: (reading: Descriptor, writing: Descriptor)
    private let isAccepting = Monitor(false)

    /// Reads or makes the host key and takes the addresses; connections queue up until `start`.
    ///
    /// - Throws: ``SSHServerError``.
    public init(_ configuration: SSHServerConfiguration, logger: Logger) throws(SSHServerError) {
        self.configuration = configuration
        self.logger = logger
        hostKey = try HostKey(path: configuration.hostKeyPath)
        var listeners: [Listener] = []
        for address in configuration.addresses { listeners.append(try Listener(address)) }
        self.listeners = listeners
        addresses = listeners.map(\.address)
        registry = ConnectionRegistry(limits: configuration.limits)
        do {
            stopPipe = try Descriptor.pipe()
        } catch {
            throw SSHServerError(.listen, "cannot start the server", cause: error)
        }
    }

    /// Open connections now.
    public var connectionCount: Int { registry.count }

    /// Starts accepting; returns at once. SIGPIPE is ignored in this process from now on, since clients and children may
    /// go away at any time, and the limit of open files is raised as far as the system allows.
    ///
    /// - Throws: ``SSHServerError`` when libssh refuses a setting or no thread can be had.
    public func start(_ delegate: any SSHServerDelegate) throws(SSHServerError) {
        SignalDisposition.ignore.apply(to: SIGPIPE)
        ResourceLimits.raiseOpenFiles()
        let bind = try SSHBind(
            hostKey: hostKey, algorithms: configuration.algorithms, softwareVersion: configuration.softwareVersion)
        // Handed over to the accepting thread, which alone uses it from here on.
        nonisolated(unsafe) let handedOver = bind
        isAccepting.withLock { $0 = true }
        do {
            try OwnedThread.start { [self] in
                acceptLoop(handedOver, delegate)
                isAccepting.withLock { $0 = false }
            }
        } catch {
            isAccepting.withLock { $0 = false }
            throw SSHServerError(.listen, "cannot start the server", cause: error)
        }
    }

    /// Accepts no more, ends idle connections, and waits for running commands up to the drain limit; blocks the thread.
    public func stop() {
        stopPipe.writing.close()
        _ = isAccepting.wait(atMost: .seconds(10), until: { !$0 })
        for listener in listeners { listener.descriptor.close() }
        registry.drain(limit: configuration.limits.drainLimit)
    }

    /// `stop` for callers on Swift's cooperative pool: waits without holding one of its threads.
    public func shutdown() async {
        await withCheckedContinuation { continuation in
            do {
                try OwnedThread.start { [self] in
                    stop()
                    continuation.resume()
                }
            } catch {
                // Without a thread nothing can be waited for; the connections end with the process.
                logger.error("cannot drain connections", metadata: ["error": "\(error)"])
                continuation.resume()
            }
        }
    }

    private func acceptLoop(_ bind: SSHBind, _ delegate: any SSHServerDelegate) {
        while true {
            var set = PollSet()
            set.add(stopPipe.reading.rawValue, reading: true)
            for listener in listeners { set.add(listener.descriptor.rawValue, reading: true) }
            set.wait(until: .now + .seconds(3600))
            if (try? stopPipe.reading.wait(for: .reading, milliseconds: 0)) ?? true { return }
            for listener in listeners {
                do {
                    while let (socket, client) = try listener.accept() {
                        open(socket, from: client, bind: bind, delegate: delegate)
                    }
                } catch {
                    // Out of descriptors or memory: the connection stays in the queue; look again in a moment.
                    logger.error("cannot accept a connection", metadata: ["error": "\(error)"])
                    _ = try? stopPipe.reading.wait(for: .reading, milliseconds: 100)
                }
            }
        }
    }

    private func open(
        _ socket: Descriptor, from client: NetworkAddress, bind: SSHBind, delegate: any SSHServerDelegate
    ) {
        guard let shared = try? socket.duplicate() else { return }
        let id: UInt64
        switch registry.admit(from: client.host, socket: shared) {
        case .admitted(let admitted): id = admitted
        case .refused(let reason):
            logger.notice("connection refused", metadata: ["client": "\(client)", "reason": "\(reason)"])
            return
        }
        let context = ConnectionContext(
            id: id, address: client, configuration: configuration, delegate: delegate, registry: registry,
            serverLogger: logger)
        guard let session = bind.session(on: socket) else {
            context.log(.error, "libssh has no memory for a session")
            registry.remove(id)
            return
        }
        // Handed over to the connection's thread, which alone uses it from here on.
        nonisolated(unsafe) let handedOver = session
        do {
            try threads.run {
                Connection(context: context, socket: shared).run(handedOver)
                context.registry.remove(context.id)
            }
        } catch {
            context.log(.error, "cannot serve a connection", ["error": "\(error)"])
            ssh_free(session)
            registry.remove(id)
        }
    }
}
