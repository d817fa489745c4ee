import Glibc
import LinuxSystem
import TestSupport
import Testing

@Suite struct FileLockTests {
    @Test func isExclusiveAndFreedByItsOwner() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("lock")
        let first = try #require(try FileLock.tryLock(path))
        #expect(try FileLock.tryLock(path) == nil)
        #expect(try FileLock.isHeld(path))
        first.unlock()
        #expect(try !FileLock.isHeld(path))
        #expect(try FileLock.tryLock(path) != nil)
    }

    @Test func sharedHoldersKeepAnExclusiveOneOut() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("lock")
        let first = try #require(try FileLock.tryLock(path, mode: .shared))
        let second = try #require(try FileLock.tryLock(path, mode: .shared))
        #expect(try FileLock.tryLock(path) == nil)
        first.close()
        second.close()
        #expect(try FileLock.tryLock(path) != nil)
    }

    @Test func missingFileIsNotHeldAndIsNotMade() throws {
        let directory = try TemporaryDirectory()
        #expect(try !FileLock.isHeld(directory.file("none")))
        #expect(access(directory.file("none"), F_OK) != 0)
    }

    @Test func errorNamesThePath() {
        let error = #expect(throws: LinuxError.self) { try FileLock.tryLock("/nowhere/lock") }
        #expect(error?.description == "cannot open /nowhere/lock: no such file or directory")
    }

    @Test func removedFileCannotBeLockedTwice() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("lock")
        let first = try #require(try FileLock.tryLock(path))
        first.removeFile()
        let second = try #require(try FileLock.tryLock(path))
        #expect(try FileLock.tryLock(path) == nil)
        second.close()
    }

    /// The lock belongs to the open file: it outlives the opener for as long as a child has the descriptor.
    @Test func childThatInheritsTheLockKeepsIt() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("lock")
        let lock = try #require(try FileLock.tryLock(path))
        let child = try ChildProcess(
            ChildCommand(executable: "/bin/sleep", arguments: ["60"]), descriptors: [3: lock.descriptor.rawValue])
        lock.close()
        #expect(try FileLock.isHeld(path))
        child.signal(SIGKILL)
        #expect(child.wait() == .signaled(SIGKILL))
        #expect(try !FileLock.isHeld(path))
    }

    @Test func lockIsNotInheritedUnlessMapped() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("lock")
        let lock = try #require(try FileLock.tryLock(path))
        let child = try ChildProcess(ChildCommand(executable: "/bin/sleep", arguments: ["60"]))
        lock.close()
        #expect(try !FileLock.isHeld(path))
        child.signal(SIGKILL)
        #expect(child.wait() == .signaled(SIGKILL))
    }
}
