/// What a client asked for on a session channel (RFC 4254 section 6.5).
public struct CommandRequest: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A command line, exactly as the client wrote it.
        case exec(String)
        case shell
        /// `sftp` and the like.
        case subsystem(String)
    }

    public let kind: Kind
    /// The one environment variable a client may set: which versions of git's protocol it speaks.
    public let gitProtocol: String?

    public init(kind: Kind, gitProtocol: String? = nil) {
        self.kind = kind
        self.gitProtocol = gitProtocol
    }
}

/// Keeps what one channel asks for within bounds: one request, one harmless variable.
struct ChannelRequestGate {
    private let longestCommand: Int
    private var gitProtocol: String?
    private(set) var request: CommandRequest?

    init(longestCommand: Int) {
        self.longestCommand = longestCommand
    }

    /// Accepts `GIT_PROTOCOL` with a value such as `version=2:x`, refuses every other variable.
    mutating func setEnvironment(name: String, value: String) -> Bool {
        guard request == nil, name == "GIT_PROTOCOL", (1...64).contains(value.utf8.count) else { return false }
        let allowed = value.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "-"): true
            default: false
            }
        }
        if allowed { gitProtocol = value }
        return allowed
    }

    /// Only the first request of a channel counts.
    mutating func start(_ kind: CommandRequest.Kind) -> Bool {
        guard request == nil else { return false }
        if case .exec(let command) = kind, command.utf8.count > longestCommand { return false }
        request = CommandRequest(kind: kind, gitProtocol: gitProtocol)
        return true
    }
}
