import LinuxSystem

/// Carries what the client sends to the child's standard input. Not reading is the back-pressure: the channel's window
/// stays closed as long as the child has not taken what is there.
final class InputPump {
    private let pipe: Descriptor
    private let observer: any CommandObserver
    private let chunk = Chunk(capacity: 4096)
    private var isAtEnd = false
    /// How many bytes the session had received when the channel was last found empty; nil where there may be more.
    private var bytesWhenEmpty: UInt64?

    /// Takes over the writing end of a non-blocking pipe.
    init(pipe: Descriptor, observer: any CommandObserver) {
        self.pipe = pipe
        self.observer = observer
    }

    /// The descriptor to wait for until it takes bytes; nil when nothing waits.
    var blockedOn: CInt? { chunk.isEmpty || pipe.rawValue < 0 ? nil : pipe.rawValue }

    /// Moves what can be moved without waiting; true when there may be more at once.
    func run(from channel: SSHChannel, of session: SSHSession) -> Bool {
        if chunk.isEmpty, !isAtEnd, bytesWhenEmpty == session.bytesReceived { return false }
        for _ in 0..<32 {
            if chunk.isEmpty {
                if isAtEnd {
                    pipe.close()
                    return false
                }
                bytesWhenEmpty = session.bytesReceived
                switch channel.read(into: chunk) {
                case .bytes:
                    bytesWhenEmpty = nil
                    observer.clientSent(chunk.unsent)
                case .nothing: return false
                case .endOfFile, .broken:
                    isAtEnd = true
                    continue
                }
            }
            guard pipe.rawValue >= 0 else {
                // The child reads no more; the client's bytes are taken and dropped so that its window keeps moving.
                chunk.clear()
                continue
            }
            switch try? pipe.write(chunk.unsent) {
            case .bytes(let count): chunk.consume(count)
            case .wouldBlock: return false
            case .closed, nil: pipe.close()
            }
        }
        return true
    }

    func close() {
        pipe.close()
    }
}
