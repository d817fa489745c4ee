import Glibc

/// What this process does on a signal. A child started by ``ChildProcess`` has every signal at its default again.
public enum SignalDisposition: Sendable {
    case ignore
    case systemDefault

    /// Sets the disposition of each signal for the whole process.
    public func apply(to signals: CInt...) {
        for number in signals {
            _ = signal(number, self == .ignore ? SIG_IGN : SIG_DFL)
        }
    }
}
