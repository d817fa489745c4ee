import Dispatch
import LinuxSystem

/// SIGTERM as a stream of reasons to cancel, in place of the process's end.
public final class TerminationSignal: Sendable {
    /// Yields `reason` on every SIGTERM.
    public let reasons: AsyncStream<String>
    /// Safe to share: it is set up in `init` and only canceled after that, which Dispatch allows from any thread.
    private nonisolated(unsafe) let source: any DispatchSourceSignal

    /// The process no longer ends on SIGTERM from here on.
    public init(reason: String) {
        SignalDisposition.ignore.apply(to: 15)
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        reasons = stream
        source = DispatchSource.makeSignalSource(signal: 15)
        source.setEventHandler { continuation.yield(reason) }
        source.activate()
    }

    deinit { source.cancel() }
}
