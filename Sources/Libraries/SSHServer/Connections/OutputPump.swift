import LinuxSystem

/// Carries what the child writes on one of its streams to the channel, no faster than the client takes it.
final class OutputPump {
    private let pipe: Descriptor
    private let isError: Bool
    private let observer: any CommandObserver
    private let chunk = Chunk()
    private var isPipeDone = false

    /// Takes over the reading end of a non-blocking pipe.
    init(pipe: Descriptor, isError: Bool, observer: any CommandObserver) {
        self.pipe = pipe
        self.isError = isError
        self.observer = observer
    }

    /// Everything the child wrote was handed to the session.
    var isFinished: Bool { isPipeDone && chunk.isEmpty }

    /// The descriptor to wait for until it has bytes; nil while bytes wait for the client.
    var blockedOn: CInt? { isPipeDone || !chunk.isEmpty ? nil : pipe.rawValue }

    /// Moves what can be moved without waiting.
    ///
    /// - Parameters:
    ///   - ready: what the connection has waited for. A pipe that is not ready in it is not read.
    ///   - childEnded: an empty pipe is then the end. Somebody the child left behind may still hold the pipe open; nobody
    ///     waits for it.
    func run(to channel: SSHChannel, of session: SSHSession, ready: PollSet, childEnded: Bool) {
        let mayHaveBytes = childEnded || !chunk.isEmpty || ready.isReady(pipe.rawValue)
        for _ in 0..<32 {
            if !chunk.isEmpty {
                guard !session.hasUnsentBytes else { return }
                chunk.consume(channel.write(chunk.unsent, isError: isError))
                guard chunk.isEmpty else { return }
            }
            guard mayHaveBytes, !isPipeDone, channel.window > 0, !session.hasUnsentBytes else { return }
            switch try? pipe.read(into: chunk.space) {
            case .bytes(let count):
                chunk.filled(count)
                observer.childSent(chunk.unsent)
            case .wouldBlock:
                isPipeDone = childEnded
                return
            case .closed, nil:
                isPipeDone = true
                return
            }
        }
    }

    func close() {
        pipe.close()
    }
}
