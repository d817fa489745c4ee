import LinuxSystem
import Logging

/// The service manager that started this process, systemd as a rule, which wants to hear when the service can be used
/// (sd_notify(3), `Type=notify` of systemd.service(5)). Where there is none, telling it does nothing.
public struct ServiceManager: Sendable {
    /// The environment variable that names the socket. Children must not inherit it: they would speak for us.
    public static let variable = "NOTIFY_SOCKET"

    /// What there is to tell.
    public enum State: Equatable, Sendable {
        /// The service can be used; `status` is one line for `systemctl status`.
        case ready(status: String)
        /// The service ends by itself or because it was asked to.
        case stopping(status: String)

        /// The assignments of sd_notify(3), one a line. A value cannot hold a line break.
        var message: String {
            switch self {
            case .ready(let status): "READY=1\nSTATUS=\(Self.line(status))\n"
            case .stopping(let status): "STOPPING=1\nSTATUS=\(Self.line(status))\n"
            }
        }

        private static func line(_ text: String) -> String {
            text.split(whereSeparator: \.isNewline).joined(separator: " ")
        }
    }

    private let socket: String?
    private let logger: Logger

    /// - Parameter environment: of this process.
    public init(environment: [String: String], logger: Logger) {
        socket = environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
        self.logger = logger
    }

    /// Tells it. A manager that cannot be reached is logged, for it will end this process in the belief that it never
    /// became ready.
    public func tell(_ state: State) {
        guard let socket else { return }
        do {
            try UnixDatagram.send(Array(state.message.utf8), to: socket)
        } catch {
            logger.warning("the service manager cannot be told", metadata: ["error": "\(error)", "state": "\(state)"])
        }
    }
}
