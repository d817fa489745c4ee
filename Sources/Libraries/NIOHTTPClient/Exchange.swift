import HTTPExchange
import Synchronization

/// One request and its response: what the connection's event loop writes and what the requesting task reads.
final class Exchange: Sendable {
    /// Bytes held for a reader before no more are read from the connection.
    private static let capacity = 256 << 10

    struct Head: Sendable {
        var status: Int
        var headers: HTTPHeaders
    }

    private struct State {
        var head: Head?
        var headWaiter: CheckedContinuation<Head, any Error>?
        var buffer: [UInt8] = []
        var bodyWaiter: CheckedContinuation<[UInt8]?, any Error>?
        var outcome: Result<Void, any Error>?
        var lastActivity = ContinuousClock.now
        var isRequestSent = false
        var cleanups: [@Sendable () -> Void] = []
    }

    /// Whether the connection may serve others afterwards.
    let keepsConnection: Bool
    private let state = Mutex(State())
    /// Called when there is room again after there was none.
    private let onRoom: @Sendable () -> Void

    init(keepsConnection: Bool, onRoom: @escaping @Sendable () -> Void) {
        self.keepsConnection = keepsConnection
        self.onRoom = onRoom
    }

    // MARK: The event loop

    var hasRoom: Bool { state.withLock { $0.buffer.count < Self.capacity } }

    /// Whether anything has arrived.
    var hasBegun: Bool { state.withLock { $0.head != nil } }

    var isOver: Bool { state.withLock { $0.outcome != nil } }

    /// Whether the whole response has arrived.
    var isComplete: Bool {
        state.withLock { if case .success? = $0.outcome { true } else { false } }
    }

    var isRequestSent: Bool { state.withLock { $0.isRequestSent } }

    /// How long nothing has moved; none while it is the reader who lets the other side wait.
    var idleTime: Duration {
        state.withLock { $0.buffer.count < Self.capacity ? ContinuousClock.now - $0.lastActivity : .zero }
    }

    func receive(_ head: Head) {
        let waiter = state.withLock { state in
            state.head = head
            state.lastActivity = .now
            defer { state.headWaiter = nil }
            return state.headWaiter
        }
        waiter?.resume(returning: head)
    }

    func receive(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        let waiter = state.withLock { state -> CheckedContinuation<[UInt8]?, any Error>? in
            state.lastActivity = .now
            guard let waiter = state.bodyWaiter else {
                state.buffer += bytes
                return nil
            }
            state.bodyWaiter = nil
            return waiter
        }
        waiter?.resume(returning: bytes)
    }

    /// Ends the exchange; the first end counts.
    func end(_ outcome: Result<Void, any Error>) {
        let waiters = state.withLock { state -> State? in
            guard state.outcome == nil else { return nil }
            state.outcome = outcome
            let before = state
            state.headWaiter = nil
            state.bodyWaiter = nil
            state.cleanups = []
            return before
        }
        guard let waiters else { return }
        for clean in waiters.cleanups { clean() }
        switch outcome {
        case .success: waiters.bodyWaiter?.resume(returning: nil)
        case .failure(let error):
            waiters.headWaiter?.resume(throwing: error)
            waiters.bodyWaiter?.resume(throwing: error)
        }
    }

    /// Runs `action` when the exchange ends, or now if it has.
    func onEnd(_ action: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            if state.outcome == nil { state.cleanups.append(action) }
            return state.outcome != nil
        }
        if isOver { action() }
    }

    // MARK: The requesting task

    func noteProgress() { state.withLock { $0.lastActivity = .now } }

    func noteRequestSent() { state.withLock { $0.isRequestSent = true } }

    func head() async throws -> Head {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Head, any Error>? = state.withLock { state in
                    if let head = state.head { return .success(head) }
                    if case .failure(let error) = state.outcome { return .failure(error) }
                    state.headWaiter = continuation
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            end(.failure(CancellationError()))
        }
    }

    /// The next bytes of the body; nil at its end.
    func next() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (answer, wasFull) = state.withLock { state -> (Result<[UInt8]?, any Error>?, Bool) in
                    if !state.buffer.isEmpty {
                        let bytes = state.buffer
                        state.buffer = []
                        return (.success(bytes), bytes.count >= Self.capacity)
                    }
                    if let outcome = state.outcome { return (outcome.map { nil }, false) }
                    state.bodyWaiter = continuation
                    return (nil, false)
                }
                if wasFull { onRoom() }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            end(.failure(CancellationError()))
        }
    }
}
