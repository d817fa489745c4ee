import Glibc
import LinuxSystem
import Testing

/// A path in a fresh directory that is removed at the end of the test.
struct TemporaryDirectory: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/linux-system-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) != nil }
        try #require(made)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        if let listing = opendir(path) {
            while let entry = readdir(listing) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { unlink("\(path)/\(name)") }
            }
            closedir(listing)
        }
        rmdir(path)
    }
}

@Suite struct FileLockTests {
    @Test func isExclusiveAndFreedByItsOwner() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/lock"
        let first = try #require(try FileLock.tryLock(path))
        #expect(try FileLock.tryLock(path) == nil)
        #expect(try FileLock.isHeld(path))
        first.unlock()
        #expect(try !FileLock.isHeld(path))
        #expect(try FileLock.tryLock(path) != nil)
    }

    @Test func sharedHoldersKeepAnExclusiveOneOut() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/lock"
        let first = try #require(try FileLock.tryLock(path, mode: .shared))
        let second = try #require(try FileLock.tryLock(path, mode: .shared))
        #expect(try FileLock.tryLock(path) == nil)
        first.close()
        second.close()
        #expect(try FileLock.tryLock(path) != nil)
    }

    @Test func missingFileIsNotHeldAndIsNotMade() throws {
        let directory = try TemporaryDirectory()
        #expect(try !FileLock.isHeld("\(directory.path)/none"))
        #expect(access("\(directory.path)/none", F_OK) != 0)
    }

    @Test func errorNamesThePath() {
        let error = #expect(throws: LinuxError.self) { try FileLock.tryLock("/nowhere/lock") }
        #expect(error?.description == "cannot open /nowhere/lock: no such file or directory")
    }

    @Test func removedFileCannotBeLockedTwice() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/lock"
        let first = try #require(try FileLock.tryLock(path))
        first.removeFile()
        let second = try #require(try FileLock.tryLock(path))
        #expect(try FileLock.tryLock(path) == nil)
        second.close()
    }

    /// The lock belongs to the open file: it outlives the opener for as long as a child has the descriptor.
    @Test func childThatInheritsTheLockKeepsIt() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/lock"
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
        let path = "\(directory.path)/lock"
        let lock = try #require(try FileLock.tryLock(path))
        let child = try ChildProcess(ChildCommand(executable: "/bin/sleep", arguments: ["60"]))
        lock.close()
        #expect(try !FileLock.isHeld(path))
        child.signal(SIGKILL)
        #expect(child.wait() == .signaled(SIGKILL))
    }
}
