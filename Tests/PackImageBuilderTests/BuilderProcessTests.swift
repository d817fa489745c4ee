import Glibc
import LinuxSystem
import Testing

@testable import PackImageBuilder

/// Real child processes: their output, their limits, their end.
struct BuilderProcessTests {
    private func start(_ script: String, limits: BuildLimits = .init()) throws -> BuilderProcess {
        try BuilderProcess(
            ChildCommand(executable: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"]),
            limits: limits)
    }

    private func collect(_ process: BuilderProcess) async -> (lines: [String], ending: BuilderProcess.Ending) {
        var lines: [String] = []
        while true {
            switch await process.next() {
            case .line(let bytes): lines.append(String(decoding: bytes, as: UTF8.self))
            case .ended(let ending): return (lines, ending)
            }
        }
    }

    @Test func linesOfBothStreamsAndTheStatusArrive() async throws {
        let (lines, ending) = await collect(try start("echo one; echo two >&2; printf three; exit 3"))
        #expect(Set(lines) == ["one", "two", "three"])
        #expect(ending == .ended(.exited(3)))
    }

    @Test func longLinesAreCutAndTheRestGoesOn() async throws {
        let (lines, ending) = await collect(try start("head -c 300000 /dev/zero | tr '\\0' x; echo; echo next"))
        #expect(lines.map(\.utf8.count) == [TerminalText.lineLimit, 4])
        #expect(ending == .ended(.exited(0)))
    }

    @Test func muchOutputPassesThroughASmallMailbox() async throws {
        let (lines, ending) = await collect(try start("seq 1 200000"))
        #expect(lines.count == 200_000)
        #expect(lines.last == "200000")
        #expect(ending == .ended(.exited(0)))
    }

    /// Nobody reads: the program has to wait instead of filling memory.
    @Test func unreadOutputStopsTheProgram() async throws {
        var limits = BuildLimits()
        limits.grace = .milliseconds(10)
        limits.output = 1 << 30
        let process = try start("echo first; yes", limits: limits)
        guard case .line(let first) = await process.next() else {
            Issue.record("no line")
            return
        }
        #expect(first == Array("first".utf8))
        process.cancel()
        let (lines, ending) = await collect(process)
        // The mailbox, one read of each pipe and what the pipes held at the end.
        #expect(lines.count < 400_000)
        #expect(ending == .canceled)
    }

    @Test func stubbornProgramIsKilledWithAllItStarted() async throws {
        var limits = BuildLimits()
        limits.grace = .milliseconds(200)
        let process = try start(
            "trap '' TERM; sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' & wait; wait", limits: limits)
        guard case .line(let line) = await process.next(), let grandchild = pid_t(String(decoding: line, as: UTF8.self))
        else {
            Issue.record("the grandchild told no process id")
            return
        }
        process.cancel()
        #expect(await collect(process).ending == .canceled)
        #expect(await isGone(grandchild))
    }

    @Test func whatItLeavesRunningIsEnded() async throws {
        let (lines, ending) = await collect(try start("sleep 1000 & echo $!"))
        #expect(ending == .ended(.exited(0)))
        let left = try #require(lines.first.flatMap { pid_t($0) })
        #expect(await isGone(left))
    }

    @Test func timeLimitEndsIt() async throws {
        var limits = BuildLimits()
        limits.duration = .milliseconds(100)
        #expect(await collect(try start("exec sleep 1000", limits: limits)).ending == .timeLimit)
    }

    @Test func outputLimitEndsIt() async throws {
        var limits = BuildLimits()
        limits.output = 100_000
        limits.grace = .milliseconds(100)
        #expect(await collect(try start("yes", limits: limits)).ending == .outputLimit)
    }

    @Test func missingProgramIsNamed() {
        let error = #expect(throws: LinuxError.self) {
            try BuilderProcess(ChildCommand(executable: "/nonexistent/pack"), limits: .init())
        }
        #expect(error?.description == "cannot start /nonexistent/pack: no such file or directory")
    }

    /// A killed process may be a zombie of init's for a moment.
    private func isGone(_ process: pid_t) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            if kill(process, 0) != 0 || Self.isZombie(process) { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    private static func isZombie(_ process: pid_t) -> Bool {
        guard let descriptor = try? Descriptor.open("/proc/\(process)/stat", flags: O_RDONLY),
            let bytes = try? descriptor.readAll()
        else { return true }
        return String(decoding: bytes, as: UTF8.self).contains(") Z ")
    }
}
