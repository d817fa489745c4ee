import Dispatch
import Glibc
public import LinuxSystem
import Synchronization

/// The pusher's terminal behind a pipe, which never holds the work up.
///
/// A dead reader behind git-receive-pack gives neither SIGPIPE nor EPIPE: the pipe just stays full. So lines wait here,
/// a thread of its own writes them, and once the pipe has been full for `patience`, or nobody reads it any more, or too
/// much waits, everything is dropped from then on.
///
/// The mode of the descriptor is not changed, since others may share it. A pipe that polls as writable takes up to
/// `PIPE_BUF` bytes without blocking (pipe(7)), so that is the most one write asks for.
public final class Terminal: Sendable {
    private struct State {
        /// Bytes to write, from `written` on.
        var waiting: [UInt8] = []
        var written = 0
        var isWriting = false
        var isDropped = false
        var flushes: [CheckedContinuation<Void, Never>] = []

        mutating func drop() {
            isDropped = true
            waiting = []
            written = 0
        }

        /// Takes the next bytes out; what was written is cut off now and then, not every time.
        mutating func take(_ limit: Int) -> [UInt8] {
            let chunk = Array(waiting[written...].prefix(limit))
            written += chunk.count
            if written == waiting.count || written > 256 << 10 {
                waiting.removeFirst(written)
                written = 0
            }
            return chunk
        }
    }

    private static let atomicWrite = 4096
    private static let mostWaiting = 8 << 20

    private let descriptor: Descriptor
    private let patience: Duration
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "terminal")

    public init(_ descriptor: Descriptor, patience: Duration = .seconds(5)) {
        self.descriptor = descriptor
        self.patience = patience
    }

    /// Whether the reader was given up.
    public var isDropped: Bool { state.withLock(\.isDropped) }

    /// Takes a line to be written; returns at once.
    public func write(_ line: String) {
        let starts = state.withLock { state in
            guard !state.isDropped else { return false }
            state.waiting += Array(line.utf8)
            state.waiting.append(UInt8(ascii: "\n"))
            if state.waiting.count > Self.mostWaiting { state.drop() }
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if starts { queue.async { self.drain() } }
    }

    /// Returns when everything was written or given up.
    public func flush() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                guard state.isWriting else { return true }
                state.flushes.append(continuation)
                return false
            }
            if isDone { continuation.resume() }
        }
    }

    private func drain() {
        while let chunk = next() {
            guard write(chunk) else {
                state.withLock { $0.drop() }
                continue
            }
        }
    }

    /// The next bytes to write, or nil when there are none: then those who wait for that are told.
    private func next() -> [UInt8]? {
        let (chunk, flushes) = state.withLock { state in
            let chunk = state.take(Self.atomicWrite)
            guard chunk.isEmpty else { return (Optional(chunk), [CheckedContinuation<Void, Never>]()) }
            state.isWriting = false
            defer { state.flushes = [] }
            return (nil, state.flushes)
        }
        flushes.forEach { $0.resume() }
        return chunk
    }

    private func write(_ chunk: [UInt8]) -> Bool {
        var rest = chunk[...]
        while !rest.isEmpty {
            let milliseconds = CInt(clamping: patience.wholeSeconds * 1000 + patience.milliseconds)
            guard (try? descriptor.wait(for: .writing, milliseconds: milliseconds)) == true else { return false }
            switch rest.withUnsafeBytes({ bytes in try? descriptor.write(bytes) }) {
            case .bytes(let count): rest = rest.dropFirst(count)
            case .wouldBlock: continue
            case .closed, nil: return false
            }
        }
        return true
    }
}

extension Duration {
    /// The part below a second, in milliseconds.
    fileprivate var milliseconds: Int64 { components.attoseconds / 1_000_000_000_000_000 }
}
