import Synchronization

/// Lines on their way from a thread to a task, and how it all ended.
///
/// Unlike an `AsyncStream` its reader gets everything to the end when its task is cancelled, and it can be full.
final class LineMailbox<Ending: Sendable>: Sendable {
    enum Item: Sendable {
        case line([UInt8])
        case ended(Ending)
    }

    /// Bytes held before the writer should wait.
    private static var capacity: Int { 256 << 10 }

    private struct State {
        var lines: [[UInt8]] = []
        var next = 0
        var bytes = 0
        var ending: Ending?
        var reader: CheckedContinuation<Item, Never>?
    }

    private let state = Mutex(State())
    private let onRoom: @Sendable () -> Void

    /// - Parameter onRoom: called when a full mailbox has room again.
    init(onRoom: @escaping @Sendable () -> Void) {
        self.onRoom = onRoom
    }

    /// Whether the writer should wait.
    var isFull: Bool { state.withLock { $0.bytes >= Self.capacity } }

    func put(_ line: [UInt8]) {
        let reader = state.withLock { state in
            if let reader = state.reader {
                state.reader = nil
                return Optional(reader)
            }
            state.lines.append(line)
            state.bytes += line.count + 1
            return nil
        }
        reader?.resume(returning: .line(line))
    }

    func finish(_ ending: Ending) {
        let reader = state.withLock { state in
            state.ending = ending
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: .ended(ending))
    }

    /// The next line; after the last one, again and again, the ending. One reader only.
    func next() async -> Item {
        await withCheckedContinuation { continuation in
            let (item, hasRoom) = state.withLock { Self.take(&$0, or: continuation) }
            if hasRoom { onRoom() }
            if let item { continuation.resume(returning: item) }
        }
    }

    private static func take(
        _ state: inout State, or reader: CheckedContinuation<Item, Never>
    ) -> (Item?, hasRoom: Bool) {
        if state.next < state.lines.count {
            let line = state.lines[state.next]
            let wasFull = state.bytes >= capacity
            state.lines[state.next] = []
            state.next += 1
            state.bytes -= line.count + 1
            if state.next == state.lines.count {
                state.lines = []
                state.next = 0
            }
            return (.line(line), wasFull && state.bytes < capacity)
        }
        if let ending = state.ending { return (.ended(ending), false) }
        state.reader = reader
        return (nil, false)
    }
}
