import CLibSSH

/// One session channel: the only owner of an `ssh_channel`. Confined to its connection's thread.
final class SSHChannel {
    enum Read: Equatable {
        case bytes(Int)
        case nothing
        /// The client will send no more; normal for git.
        case endOfFile
        case broken
    }

    /// What the client asked for, as the callbacks found it.
    private(set) var gate: ChannelRequestGate
    /// The client has closed the channel.
    private(set) var isClosedByClient = false
    private var raw: ssh_channel?
    private let callbacks: UnsafeMutablePointer<ssh_channel_callbacks_struct>

    init(longestCommand: Int) {
        gate = ChannelRequestGate(longestCommand: longestCommand)
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: ssh_channel_callbacks_struct())
    }

    deinit { callbacks.deallocate() }

    func attach(_ channel: ssh_channel) {
        raw = channel
        callbacks.pointee.size = MemoryLayout<ssh_channel_callbacks_struct>.size
        callbacks.pointee.userdata = Unmanaged.passUnretained(self).toOpaque()
        callbacks.pointee.channel_exec_request_function = { _, _, command, context in
            guard let command, let text = String(validatingCString: command) else { return 1 }
            return SSHChannel.from(context).gate.start(.exec(text)) ? 0 : 1
        }
        callbacks.pointee.channel_shell_request_function = { _, _, context in
            SSHChannel.from(context).gate.start(.shell) ? 0 : 1
        }
        callbacks.pointee.channel_subsystem_request_function = { _, _, name, context in
            guard let name, let text = String(validatingCString: name) else { return 1 }
            return SSHChannel.from(context).gate.start(.subsystem(text)) ? 0 : 1
        }
        callbacks.pointee.channel_env_request_function = { _, _, name, value, context in
            guard let name, let value, let nameText = String(validatingCString: name),
                let valueText = String(validatingCString: value)
            else { return 1 }
            return SSHChannel.from(context).gate.setEnvironment(name: nameText, value: valueText) ? 0 : 1
        }
        callbacks.pointee.channel_close_function = { _, _, context in
            SSHChannel.from(context).isClosedByClient = true
        }
        ssh_set_channel_callbacks(channel, callbacks)
    }

    /// Frees the libssh side.
    func detach() {
        if let raw { ssh_channel_free(raw) }
        raw = nil
    }

    /// Takes all that has arrived into an empty chunk. May run other callbacks of the session.
    ///
    /// All of it, because libssh opens the client's window by 1.28 MB at every read: reading bit by bit what a slow child
    /// takes would let its buffer grow without bound, while this way chunk and buffer hold at most a window each.
    func read(into chunk: Chunk) -> Read {
        guard let raw else { return .broken }
        let available = ssh_channel_poll(raw, 0)
        if available > 0 {
            chunk.reserve(Int(available))
            let count = ssh_channel_read_nonblocking(raw, chunk.space.baseAddress, UInt32(available), 0)
            guard count > 0 else { return .broken }
            chunk.filled(Int(count))
            return .bytes(Int(count))
        }
        switch available {
        case 0, SSH_AGAIN: return .nothing
        case CInt(SSH_EOF): return .endOfFile
        default: return .broken
        }
    }

    /// Whether the client has sent more than its windows ever allowed; libssh keeps all of it.
    var isOverrun: Bool {
        guard let raw, !isClosedByClient else { return false }
        let limit: CInt = 4 << 20
        return ssh_channel_poll(raw, 0) > limit || ssh_channel_poll(raw, 1) > limit
    }

    /// How many bytes the client is ready to take.
    var window: Int {
        raw.map { Int(ssh_channel_window_size($0)) } ?? 0
    }

    /// Hands bytes to the session; the result may be less than offered, and is 0 during a re-key.
    func write(_ bytes: UnsafeRawBufferPointer, isError: Bool) -> Int {
        guard let raw, !isClosedByClient else { return 0 }
        let count = UInt32(min(bytes.count, window))
        guard count > 0 else { return 0 }
        let written =
            isError
            ? ssh_channel_write_stderr(raw, bytes.baseAddress, count) : ssh_channel_write(raw, bytes.baseAddress, count)
        return Int(max(0, written))
    }

    /// Ends the channel from this side.
    func close(exitStatus: CInt) {
        guard let raw, !isClosedByClient else { return }
        ssh_channel_request_send_exit_status(raw, exitStatus)
        ssh_channel_send_eof(raw)
        ssh_channel_close(raw)
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> SSHChannel {
        guard let context else { fatalError("libssh lost the callback's context") }
        return Unmanaged<SSHChannel>.fromOpaque(context).takeUnretainedValue()
    }
}
