extension ChildProcess {
    /// How a child process ended.
    public enum ExitStatus: Equatable, Sendable, CustomStringConvertible {
        /// It exited by itself with this code, 0 to 255.
        case exited(CInt)
        /// A signal ended it.
        case signaled(CInt)

        public var isSuccess: Bool { self == .exited(0) }

        public var description: String {
            switch self {
            case .exited(let code): "exit status \(code)"
            case .signaled(let signal): "signal \(signal)"
            }
        }
    }
}
