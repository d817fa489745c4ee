import Glibc
import LinuxSystem
import PlatformModel

/// The lock that says a push is still being worked on: held by the gatekeeper, receive-pack and its hooks together, and
/// freed when the last of them has ended, however it ends.
struct PushLock: Sendable {
    let lock: FileLock
    let path: String

    init(_ push: PushID, in directory: String) throws(LinuxError) {
        path = "\(directory)/\(push)"
        guard let lock = try FileLock.tryLock(path) else {
            throw LinuxError(code: EWOULDBLOCK, message: "push \(push) is already running")
        }
        self.lock = lock
    }

    /// Lets go of the lock. Its file is removed unless a hook still holds it (a detached deployment).
    func end() {
        lock.close()
        Self.removeIfFree(path)
    }

    /// Removes the files of pushes that have ended while nobody was there to remove them.
    static func sweep(_ directory: String) {
        guard let listing = opendir(directory) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if PushID(name) != nil { removeIfFree("\(directory)/\(name)") }
        }
    }

    private static func removeIfFree(_ path: String) {
        // Asked for without making the file, so that a sweep that removed it first is not undone.
        guard access(path, F_OK) == 0, let free = try? FileLock.tryLock(path) else { return }
        free.removeFile()
    }
}
