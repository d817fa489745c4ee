public import LinuxSystem

/// What a client sees at the end of a command.
public struct CommandReply: Hashable, Sendable {
    /// Raw bytes for the channel's data stream.
    public var output: [UInt8]
    /// Text for the channel's standard error.
    public var message: String
    /// 0 to 255.
    public var exitStatus: CInt

    public init(output: [UInt8] = [], message: String = "", exitStatus: CInt) {
        self.output = output
        self.message = message
        self.exitStatus = exitStatus
    }
}

/// How a request is dealt with.
public enum CommandAnswer: Sendable {
    /// Nothing runs.
    case reply(CommandReply)
    /// A child runs, joined to the channel by pipes on 0, 1 and 2; `descriptors` are its further ones.
    case run(ChildCommand, descriptors: [CInt: Descriptor], observer: any CommandObserver)
}
