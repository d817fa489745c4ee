import Synchronization

/// Carries chunks from a task that produces them to the transfer loop that sends them, holding only a few.
final class UploadPipe: Sendable {
    enum Read {
        case bytes(Int)
        /// Nothing there yet; `onData` is called when there is.
        case wait
        case failed
    }

    /// Bytes held before the producer has to wait.
    private static let capacity = 256 << 10

    private struct State {
        var chunks: [[UInt8]] = []
        /// Bytes of the first chunk that were already sent.
        var offset = 0
        var buffered = 0
        var isEnded = false
        var failure: (any Error)?
        var isReaderWaiting = false
        /// The reader will take no more.
        var isClosed = false
        var producer: CheckedContinuation<Bool, Never>?
        var onData: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Called, on any thread, when data arrives after ``read(into:)`` said `wait`.
    func onData(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.onData = action }
    }

    /// The error that ended the source early.
    var failure: (any Error)? { state.withLock { $0.failure } }

    /// Produces until the source ends, fails, or the reader closes.
    func feed(from source: any AsyncSequence<[UInt8], any Error> & Sendable) async {
        do {
            for try await chunk in source where !chunk.isEmpty {
                guard await send(chunk) else { return }
            }
            end(nil)
        } catch {
            end(error)
        }
    }

    /// Fills the buffer with what is there.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Read {
        let (result, producer) = state.withLock { state -> (Read, CheckedContinuation<Bool, Never>?) in
            var written = 0
            while written < buffer.count, let chunk = state.chunks.first {
                let count = min(buffer.count - written, chunk.count - state.offset)
                chunk.withUnsafeBytes { bytes in
                    let part = UnsafeRawBufferPointer(rebasing: bytes[state.offset..<state.offset + count])
                    UnsafeMutableRawBufferPointer(rebasing: buffer[written..<written + count]).copyMemory(from: part)
                }
                written += count
                state.offset += count
                if state.offset == chunk.count {
                    state.chunks.removeFirst()
                    state.offset = 0
                }
            }
            state.buffered -= written
            let result: Read
            if written > 0 {
                result = .bytes(written)
            } else if state.failure != nil {
                result = .failed
            } else if state.isEnded {
                result = .bytes(0)
            } else {
                state.isReaderWaiting = true
                result = .wait
            }
            guard state.buffered < Self.capacity, let producer = state.producer else { return (result, nil) }
            state.producer = nil
            return (result, producer)
        }
        producer?.resume(returning: true)
        return result
    }

    /// The transfer is over: a waiting producer is let go.
    func close() {
        let producer = state.withLock { state in
            state.isClosed = true
            state.chunks = []
            state.onData = nil
            defer { state.producer = nil }
            return state.producer
        }
        producer?.resume(returning: false)
    }

    /// - Returns: whether the reader still wants more.
    private func send(_ chunk: [UInt8]) async -> Bool {
        let (isFull, notify) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
            guard !state.isClosed else { return (true, nil) }
            state.chunks.append(chunk)
            state.buffered += chunk.count
            return (state.buffered >= Self.capacity, Self.wake(&state))
        }
        notify?()
        guard isFull else { return true }
        return await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.isClosed { return false }
                if state.buffered < Self.capacity { return true }
                state.producer = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    private func end(_ failure: (any Error)?) {
        let notify = state.withLock { state in
            state.isEnded = true
            state.failure = failure
            return Self.wake(&state)
        }
        notify?()
    }

    private static func wake(_ state: inout State) -> (@Sendable () -> Void)? {
        guard state.isReaderWaiting else { return nil }
        state.isReaderWaiting = false
        return state.onData
    }
}
