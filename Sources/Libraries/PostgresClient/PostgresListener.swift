import Glibc
import NIOPosix
import Synchronization

/// What a listener tells its subscribers.
public enum PostgresListenerEvent: Sendable, Hashable {
    /// Listening (again): messages sent before this moment may have been missed, so read the state anew.
    case connected
    case notification(PostgresNotification)
}

/// Listens to channels on a connection and a thread of its own, and opens a new connection when that one breaks.
///
/// The thread starts with the first subscription and ends with ``stop()`` or with the listener itself.
public final class PostgresListener: Sendable {
    private struct State {
        var subscribers: [Int: Subscriber] = [:]
        var nextID = 0
        var thread: NIOThreadPool?
        var isConnected = false
        var isStopped = false
    }

    /// One reader's end of a stream, whatever its elements are.
    private struct Subscriber {
        let deliver: @Sendable (PostgresListenerEvent) -> Void
        let finish: @Sendable () -> Void
    }

    private let loop: ListenerLoop
    private let state: SharedState

    /// Shared by the listener and its thread, so that the thread does not keep the listener alive.
    private final class SharedState: Sendable {
        let value = Mutex(State())

        /// Delivers outside the lock: a reader that is being canceled holds its task's own lock while it asks for ours.
        func publish(_ event: PostgresListenerEvent) {
            let subscribers = value.withLock { state in
                if event == .connected { state.isConnected = true }
                return Array(state.subscribers.values)
            }
            subscribers.forEach { $0.deliver(event) }
        }
    }

    /// - Throws: ``PostgresError`` with `connectionFailed` if the process has no descriptors left.
    public init(_ configuration: PostgresConfiguration, channels: [String]) throws(PostgresError) {
        state = SharedState()
        loop = try ListenerLoop(configuration, channels: channels)
    }

    deinit {
        stop()
    }

    /// A stream of what arrives from now on. It begins with `connected` as soon as the server is listened to, and ends with
    /// ``stop()``. A reader that falls behind by 256 events loses some and gets `connected` instead.
    public func events() -> AsyncStream<PostgresListenerEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: PostgresListenerEvent.self, bufferingPolicy: .bufferingNewest(256))
        let subscriber = Subscriber(
            deliver: { event in
                // An event that had to make room is replaced by the one that asks for the whole state.
                if case .dropped = continuation.yield(event) { continuation.yield(.connected) }
            },
            finish: { continuation.finish() })
        if let cancel = add(subscriber) { continuation.onTermination = { _ in cancel() } }
        return stream
    }

    /// A stream that yields at once, and then after events of interest; any number of them may become one element.
    ///
    /// - Parameter isOfInterest: is called on the listener's thread and must not block. `connected` always counts.
    public func signals(
        where isOfInterest: @escaping @Sendable (PostgresNotification) -> Bool
    ) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        let subscriber = Subscriber(
            deliver: { event in
                if case .notification(let notification) = event, !isOfInterest(notification) { return }
                continuation.yield()
            },
            finish: { continuation.finish() })
        if let cancel = add(subscriber) { continuation.onTermination = { _ in cancel() } }
        return stream
    }

    /// - Returns: what ends the subscription, or `nil` if the listener is stopped.
    private func add(_ subscriber: Subscriber) -> (@Sendable () -> Void)? {
        let (id, isConnected): (Int?, Bool) = state.value.withLock { state in
            guard !state.isStopped else { return (nil, false) }
            state.nextID += 1
            state.subscribers[state.nextID] = subscriber
            if state.thread == nil { state.thread = startThread() }
            return (state.nextID, state.isConnected)
        }
        guard let id else {
            subscriber.finish()
            return nil
        }
        if isConnected { subscriber.deliver(.connected) }
        return { [state] in _ = state.value.withLock { $0.subscribers.removeValue(forKey: id) } }
    }

    /// Ends every stream and the thread.
    public func stop() {
        let (subscribers, thread) = state.value.withLock { state in
            state.isStopped = true
            defer {
                state.subscribers = [:]
                state.thread = nil
            }
            return (Array(state.subscribers.values), state.thread)
        }
        loop.stop()
        subscribers.forEach { $0.finish() }
        thread?.shutdownGracefully { _ in }
    }

    private func startThread() -> NIOThreadPool {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        pool.submit { [loop, state] workItem in
            guard workItem == .active else { return }
            loop.run { event in
                switch event {
                case .disconnected: state.value.withLock { $0.isConnected = false }
                case .event(let event): state.publish(event)
                }
            }
        }
        return pool
    }
}
