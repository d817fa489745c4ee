import Glibc

/// An advisory lock on a file (flock(2)) that dies with its last holder.
///
/// The lock belongs to the open file description: a process that inherits the descriptor holds the same lock, and it is
/// freed when the last of them closes it or dies. The descriptor is close-on-exec; pass it on by the descriptor map of
/// ``ChildCommand``.
public final class FileLock: Sendable {
    public enum Mode: Sendable { case exclusive, shared }

    /// Where the lock file is; nil for an adopted descriptor.
    public let path: String?
    /// The locked descriptor, for passing on to a child.
    public let descriptor: Descriptor

    private init(path: String?, descriptor: Descriptor) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Takes the lock if it is free; nil when somebody holds it. Makes the file where it is missing.
    public static func tryLock(
        _ path: String, mode: Mode = .exclusive, permissions: mode_t = 0o600
    ) throws(LinuxError) -> FileLock? {
        try acquire(path, operation: mode.operation | LOCK_NB, permissions: permissions)
    }

    /// Waits for the lock; blocks the thread.
    public static func lock(
        _ path: String, mode: Mode = .exclusive, permissions: mode_t = 0o600
    ) throws(LinuxError) -> FileLock {
        guard let lock = try acquire(path, operation: mode.operation, permissions: permissions) else {
            throw LinuxError(code: EWOULDBLOCK, message: "cannot lock \(path)")
        }
        return lock
    }

    /// Takes over a locked descriptor that this process was started with, and keeps it from its own children.
    public static func adopt(_ inherited: CInt) throws(LinuxError) -> FileLock {
        guard fcntl(inherited, F_SETFD, FD_CLOEXEC) == 0 else {
            throw LinuxError("descriptor \(inherited), announced as a lock, cannot be used")
        }
        return FileLock(path: nil, descriptor: Descriptor(owning: inherited))
    }

    /// Whether somebody holds the lock now; false where the file is missing.
    ///
    /// Asks with a shared lock of an instant, which another `tryLock` of that instant sees as held.
    public static func isHeld(_ path: String) throws(LinuxError) -> Bool {
        let descriptor: Descriptor
        do {
            descriptor = try Descriptor.open(path, flags: O_RDONLY)
        } catch  where error.code == ENOENT {
            return false
        }
        if retryingInterrupts({ flock(descriptor.rawValue, LOCK_SH | LOCK_NB) }) == 0 { return false }
        guard errno == EWOULDBLOCK else { throw LinuxError("cannot ask for the lock \(path)") }
        return true
    }

    /// Frees the lock for every process that shares it. Otherwise it is freed when the last descriptor closes.
    public func unlock() {
        _ = flock(descriptor.rawValue, LOCK_UN)
        descriptor.close()
    }

    /// Closes this process's descriptor; others who inherited it keep the lock.
    public func close() {
        descriptor.close()
    }

    /// Removes the lock file, then closes. Safe against waiters, which check that the file they locked is still there.
    public func removeFile() {
        if let path { _ = unlink(path) }
        descriptor.close()
    }

    /// A holder may have removed the file between our open and our lock, so the locked file must still have the name.
    private static func acquire(_ path: String, operation: CInt, permissions: mode_t) throws(LinuxError) -> FileLock? {
        while true {
            let descriptor = try Descriptor.open(path, flags: O_RDWR | O_CREAT | O_NOFOLLOW, permissions: permissions)
            guard retryingInterrupts({ flock(descriptor.rawValue, operation) }) == 0 else {
                if errno == EWOULDBLOCK { return nil }
                throw LinuxError("cannot lock \(path)")
            }
            var locked = stat()
            var named = stat()
            guard fstat(descriptor.rawValue, &locked) == 0 else { throw LinuxError("cannot examine the lock \(path)") }
            if stat(path, &named) == 0, locked.st_ino == named.st_ino, locked.st_dev == named.st_dev {
                return FileLock(path: path, descriptor: descriptor)
            }
        }
    }
}

extension FileLock.Mode {
    fileprivate var operation: CInt {
        switch self {
        case .exclusive: LOCK_EX
        case .shared: LOCK_SH
        }
    }
}
