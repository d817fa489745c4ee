import Glibc

/// This process's own session and standard streams: what a process does that has to outlive those who started it.
public enum ProcessSession {
    /// Leaves the session, process group and terminal it was started in (setsid(2)). A process that already leads its
    /// group stays as it is; that group is its own anyway.
    ///
    /// - Returns: whether a new session was made.
    @discardableResult
    public static func start() -> Bool {
        setsid() >= 0
    }

    /// Points the given standard streams (0, 1, 2) at `/dev/null`, which lets go of pipes that somebody waits on.
    public static func detach(_ streams: CInt...) throws(LinuxError) {
        let null = try Descriptor.open("/dev/null", flags: O_RDWR)
        for stream in streams {
            guard retryingInterrupts({ dup2(null.rawValue, stream) }) >= 0 else {
                throw LinuxError("cannot detach descriptor \(stream)")
            }
        }
    }
}
