import FoundationEssentials
import LinuxSystem
import PlatformModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct PushLockTests {
    /// A hook that works on after its push, as for a detached deployment, has nobody to remove the lock file for it.
    @Test func aLockFileThatNobodyHoldsIsRemovedWhileTheGatekeeperRuns() async throws {
        try await TestGatekeeper.with(change: { $0.pushLockSweepInterval = .milliseconds(50) }) { gatekeeper in
            let directory = gatekeeper.directory.file("locks/pushes")
            let held = "\(directory)/\(PushID())"
            let left = "\(directory)/\(PushID())"
            let lock = try #require(try FileLock.tryLock(held))
            try #require(try FileLock.tryLock(left)).close()
            try await eventually("the free one is removed") { !FileManager.default.fileExists(atPath: left) }
            #expect(FileManager.default.fileExists(atPath: held))
            lock.close()
            try await eventually("the other one is, too") { !FileManager.default.fileExists(atPath: held) }
        }
    }
}
