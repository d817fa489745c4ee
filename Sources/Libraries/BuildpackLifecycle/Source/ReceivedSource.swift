import Glibc

/// The files of the source as they lay in the application directory before any buildpack ran.
///
/// What no buildpack touched need not be sent back: the platform has it.
final class ReceivedSource {
    private var stamps: [BytePath: FileStamp] = [:]
    private var latestChange: Int64 = 0

    /// Remembers the file at `path` as it is now; anything that is no regular file is passed over.
    func note(_ path: BytePath) throws(BuildpackError) {
        guard let status = try FileSystem.status(path), status.kind == .regular else { return }
        stamps[path] = FileStamp(status)
        latestChange = max(latestChange, status.changed)
    }

    /// Whether the file is exactly what was received.
    func isUntouched(_ path: BytePath, _ status: FileStatus) -> Bool { stamps[path] == FileStamp(status) }

    /// Waits until the clock that files are stamped with has gone on, some milliseconds at most: a write in the same
    /// tick would leave no mark.
    func settle() {
        var now = timespec()
        let tick = timespec(tv_sec: 0, tv_nsec: 500_000)
        repeat {
            clock_gettime(CLOCK_REALTIME_COARSE, &now)
            if Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) > latestChange { return }
            nanosleep([tick], nil)
        } while Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) + 1_000_000_000 > latestChange
    }
}
