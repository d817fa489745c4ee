import LinuxSystem
import Logging

/// The life of one session channel: a request, its command, a reply, the close.
final class CommandChannel {
    private enum Stage {
        case waiting
        case running(RunningCommand)
        case replying(CommandReply)
        /// Our side is closed; the client's close is due.
        case closing
        /// The client has left, the child has not ended yet.
        case abandoned(RunningCommand)
        case over
    }

    let channel: SSHChannel
    private let context: ConnectionContext
    private var stage = Stage.waiting
    private var replied = 0
    /// How many bytes the session had received when the flow control was looked at.
    private var bytesExamined: UInt64 = 0

    init(channel: SSHChannel, context: ConnectionContext) {
        self.channel = channel
        self.context = context
    }

    /// Both sides are done with the channel and no child is left.
    var isOver: Bool { if case .over = stage { true } else { false } }

    /// A command runs or its reply is on its way.
    var isBusy: Bool {
        switch stage {
        case .running, .replying, .closing: true
        case .waiting, .abandoned, .over: false
        }
    }

    /// Does what can be done without waiting; true when there may be more to do at once.
    ///
    /// - Parameter ready: what the connection has waited for.
    func advance(session: SSHSession, client: (any AuthenticatedClient)?, ready: PollSet) -> Bool {
        if channel.isClosedByClient { clientClosed() }
        switch stage {
        case .waiting:
            guard let client, let request = channel.gate.request else { return false }
            begin(request, client: client)
            return true
        case .running(let command):
            let hasMore = command.run(channel: channel, session: session, ready: ready)
            guard command.isFinished, let status = command.status else { return hasMore }
            command.closePipes()
            finish(with: command.observer.finished(status))
            return true
        case .replying(let reply):
            return send(reply, session: session)
        case .abandoned(let command):
            if command.hasEnded() { end(command) }
            return false
        case .closing, .over:
            return false
        }
    }

    func wait(in set: inout PollSet, session: SSHSession) {
        switch stage {
        case .running(let command):
            command.wait(in: &set, outputMayFlow: channel.window > 0 && !session.hasUnsentBytes)
        case .abandoned(let command): command.waitForEnd(in: &set)
        case .waiting, .replying, .closing, .over: break
        }
    }

    /// The connection is gone: tells the command's observer why and waits for the child; blocks the thread.
    func connectionEnded(_ departure: Departure) {
        switch stage {
        case .running(let command):
            abandon(command, departure)
            end(command)
        case .abandoned(let command): end(command)
        case .replying: context.registry.endCommand(context.id)
        case .waiting, .closing, .over: break
        }
        stage = .over
    }

    /// The client disregards the protocol's flow control.
    func isOverrun(in session: SSHSession) -> Bool {
        guard session.bytesReceived != bytesExamined else { return false }
        bytesExamined = session.bytesReceived
        return channel.isOverrun
    }

    private func begin(_ request: CommandRequest, client: any AuthenticatedClient) {
        guard context.registry.beginCommand(context.id) else {
            stage = .replying(CommandReply(message: context.configuration.stoppingMessage, exitStatus: 1))
            return
        }
        switch client.answer(request) {
        case .reply(let reply): stage = .replying(reply)
        case .run(let command, let descriptors, let observer):
            do {
                stage = .running(try RunningCommand(command, descriptors: descriptors, observer: observer))
            } catch {
                context.log(.error, "cannot start command", ["error": "\(error)"])
                stage = .replying(observer.failedToStart(error))
            }
        }
    }

    private func finish(with reply: CommandReply) {
        stage = .replying(reply)
    }

    /// Sends output, then the message, then the end; picks up where the window closed the last time.
    private func send(_ reply: CommandReply, session: SSHSession) -> Bool {
        let message = Array(reply.message.utf8)
        while replied < reply.output.count + message.count {
            let isMessage = replied >= reply.output.count
            let bytes = isMessage ? message[(replied - reply.output.count)...] : reply.output[replied...]
            let sent = bytes.withUnsafeBytes { channel.write($0, isError: isMessage) }
            guard sent > 0 else { return false }
            replied += sent
        }
        channel.close(exitStatus: reply.exitStatus)
        context.registry.endCommand(context.id)
        stage = .closing
        return false
    }

    private func clientClosed() {
        switch stage {
        case .waiting, .closing: stage = .over
        case .replying:
            context.registry.endCommand(context.id)
            stage = .over
        case .running(let command):
            abandon(command, .clean)
            stage = .abandoned(command)
        case .abandoned, .over: break
        }
    }

    private func abandon(_ command: RunningCommand, _ departure: Departure) {
        command.closePipes()
        command.observer.clientLeft(departure)
    }

    private func end(_ command: RunningCommand) {
        _ = command.observer.finished(command.waitForEnd())
        context.registry.endCommand(context.id)
        stage = .over
    }
}
